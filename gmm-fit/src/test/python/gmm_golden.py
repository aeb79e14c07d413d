"""Writes golden numbers of scikit-learn's GaussianMixture for the tests of dev.isonomy.mixture.fit.

    python gmm_golden.py > ../resources/gmm-golden.json

Every case names a data set of golden_rows.py and the parameters that both sides start from, and holds what scikit-learn has
after a number of EM iterations from there.
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

from golden_rows import rows

warnings.filterwarnings("ignore")
FLOOR = 1e-12


def case(n, d, k, kind, spread, seed, iterations):
    x = rows(n, d, k, spread, seed)
    means = x[:k].copy()  # one row of each cluster
    identity = {
        "full": np.stack([np.eye(d)] * k),
        "tied": np.eye(d),
        "diag": np.ones((k, d)),
        "spherical": np.ones(k),
    }[kind]
    gmm = GaussianMixture(
        k,
        covariance_type=kind,
        reg_covar=FLOOR,
        max_iter=iterations,
        tol=0.0,
        weights_init=np.full(k, 1 / k),
        means_init=means,
        precisions_init=identity,
    )
    gmm.fit(x)
    check = gmm.score_samples(x[:4])
    order = slice(0, 4)
    return {
        "n": n,
        "d": d,
        "k": k,
        "covarianceType": {"diag": "diagonal"}.get(kind, kind),
        "spread": spread,
        "seed": seed,
        "iterations": iterations,
        "meanLogLikelihood": float(gmm.score(x)),
        "weights": gmm.weights_.tolist(),
        "meanOfFirstComponent": gmm.means_[0, order].tolist(),
        "varianceOfFirstComponent": float(
            {
                "full": lambda: gmm.covariances_[0][0, 0],
                "tied": lambda: gmm.covariances_[0, 0],
                "diag": lambda: gmm.covariances_[0, 0],
                "spherical": lambda: gmm.covariances_[0],
            }[kind]()
        ),
        "logDensities": check.tolist(),
        "responsibilitiesOfFirstRow": gmm.predict_proba(x[:1])[0].tolist(),
    }


def main():
    cases = []
    for kind in ["tied", "full", "diag", "spherical"]:
        cases.append(case(200, 1, 2, kind, 4.0, 11, 20))
        cases.append(case(300, 2, 3, kind, 6.0, 12, 20))
        cases.append(case(600, 32, 4, kind, 1.0, 13, 20))
        cases.append(case(2600, 512, 2, kind, 0.3, 14, 3))
    json.dump({"sklearn": sklearn.__version__, "cases": cases}, sys.stdout, indent=1)


main()
