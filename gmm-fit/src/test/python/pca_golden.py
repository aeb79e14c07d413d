"""Writes golden numbers of scikit-learn's PCA, a Gaussian with a residual variance, for ProjectedMixtureTest.

    python pca_golden.py > ../resources/pca-golden.json
"""

import json
import sys

import sklearn
from sklearn.decomposition import PCA

from golden_rows import rows

x = rows(200, 6, 2, 5.0, 21)
pca = PCA(3, svd_solver="full").fit(x)
json.dump(
    {
        "sklearn": sklearn.__version__,
        "variances": pca.explained_variance_.tolist(),
        "noiseVariance": float(pca.noise_variance_),
        "logDensities": pca.score_samples(x[:5]).tolist(),
    },
    sys.stdout,
    indent=1,
)
