"""Writes golden numbers of scikit-learn's FactorAnalysis, one component of low rank, for LowRankTest.

    python factor_golden.py > ../resources/factor-golden.json
"""

import json
import sys

import sklearn
from sklearn.decomposition import FactorAnalysis

from golden_rows import rows

x = rows(400, 12, 4, 8.0, 33)
model = FactorAnalysis(3, svd_method="lapack", tol=1e-10, max_iter=20_000).fit(x)
json.dump(
    {
        "sklearn": sklearn.__version__,
        "meanLogLikelihood": float(model.score(x)),
        "logDensities": model.score_samples(x[:5]).tolist(),
    },
    sys.stdout,
    indent=1,
)
