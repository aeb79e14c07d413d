"""Golden numbers for dev.isonomy.metric, from the field's own implementations.

pip install -r requirements-metric.txt
python make_metric_golden.py ../resources/golden/metric.json

The features are not stored: rows(n, d, seed) is the same integer hash in the Java test.
"""

import json
import sys

import numpy as np
from prdc import compute_prdc
from scipy.linalg import sqrtm
from scipy.sparse.csgraph import connected_components
from scipy.stats import entropy
from sklearn.metrics import confusion_matrix
from sklearn.neighbors import NearestNeighbors, radius_neighbors_graph
from statsmodels.stats.proportion import proportion_confint
from torch_fidelity.metric_fid import fid_statistics_to_metric
from torch_fidelity.metric_kid import kernel_mmd

MASK = 0xFFFFFFFF


def hashed(i, j, seed):
    h = ((i + 1) * 73856093 ^ (j + 1) * 19349663 ^ (seed + 1) * 83492791) & MASK
    for _ in range(3):
        h ^= h >> 16
        h = (h * 0x45D9F3B) & MASK
    h ^= h >> 16
    return h / 2.0**32


def rows(n, d, seed, scale=1.0, shift=0.0):
    """n x d float32: each number leans on its left neighbour, so that covariances are not diagonal."""
    x = np.zeros((n, d), dtype=np.float32)
    for i in range(n):
        left = 0.0
        for j in range(d):
            left = 0.5 * left + scale * (hashed(i, j, seed) - 0.5)
            x[i, j] = np.float32(left + shift)
    return x


def fid(a, b):
    a, b = a.astype(np.float64), b.astype(np.float64)
    cov = lambda x: np.atleast_2d(np.cov(x, rowvar=False))
    # clean-fid's formula; clean-fid 0.1.35 itself does not run with scipy >= 1.17
    root = np.real(sqrtm(cov(a) @ cov(b)))
    difference = a.mean(0) - b.mean(0)
    return float(difference @ difference + np.trace(cov(a)) + np.trace(cov(b)) - 2 * np.trace(root))


def torch_fidelity_fid(a, b):
    statistics = lambda x: {"mu": x.mean(0), "sigma": np.atleast_2d(np.cov(x, rowvar=False))}
    return float(fid_statistics_to_metric(statistics(a.astype(float)), statistics(b.astype(float)), False)["frechet_inception_distance"])


def balance(p, t):
    p, t = np.array(p), np.array(t)
    k = len(p)
    return {
        "shares": p.tolist(),
        "target": t.tolist(),
        "fd": float(np.linalg.norm(p - t)),
        "kl": float(entropy(p, t)),
        "l1": float(np.abs(p - t).sum()),
        "normalized_entropy": float(entropy(p) / np.log(k)),
        "dev_rat": float(np.abs(p - 1 / k).max() / (1 - 1 / k)),
    }


def floor95(target, n, seed):
    rng = np.random.default_rng(seed)
    p = rng.multinomial(n, target, size=400_000) / n
    fd = np.sqrt(((p - np.array(target)) ** 2).sum(1))
    return {"target": list(target), "images": n, "fd95": float(np.quantile(fd, 0.95))}


def main():
    x, y = rows(60, 6, 1), rows(60, 6, 2, 1.2, 0.05)
    neighbours = NearestNeighbors(n_neighbors=2).fit(x.astype(np.float64)).kneighbors(x.astype(np.float64))[0][:, 1]
    threshold = 0.5
    graph = radius_neighbors_graph(x, threshold)
    sizes = np.bincount(connected_components(graph, directed=False)[1])
    truth = [(i * 7 // 3) % 4 if i % 5 else 3 for i in range(200)]
    label = [t if hashed(i, 0, 9) < 0.8 else (t + 1) % 4 for i, t in enumerate(truth)]
    confusion = confusion_matrix(truth, label, labels=range(4))
    c = (confusion / confusion.sum(1, keepdims=True)).T
    shares = np.bincount(label, minlength=4) / len(label)
    golden = {
        "balance": [
            balance([0.5, 0.3, 0.2], [1 / 3] * 3),
            balance([0.9, 0.1, 0.0, 0.0], [0.25] * 4),
            balance([0.1, 0.2, 0.7], [0.2, 0.2, 0.6]),
        ],
        "wilson": [
            {"successes": s, "total": n, "interval": list(map(float, proportion_confint(s, n, 0.05, "wilson")))}
            for s, n in [(0, 10), (1, 10), (5, 10), (10, 10), (100, 1800), (3, 100000)]
        ],
        "noise_floor": [floor95([0.5] * 2, 1000, 1), floor95([1 / 7] * 7, 10000, 2), floor95([1 / 18] * 18, 1800, 3), floor95([0.6, 0.3, 0.1], 400, 4)],
        "confusion": {
            "counts": confusion.tolist(),
            "labelled": shares.tolist(),
            "corrected": np.linalg.solve(c, shares).tolist(),
        },
        "fid": [
            {
                "n": n,
                "m": m,
                "d": d,
                "distance": fid(rows(n, d, 3), rows(m, d, 4, 1.3, 0.1)),
                # it adds to the diagonal of singular covariances, hence only with more rows than features
                "torch_fidelity": torch_fidelity_fid(rows(n, d, 3), rows(m, d, 4, 1.3, 0.1)) if n > d else None,
            }
            for n, m, d in [(40, 50, 1), (40, 50, 2), (100, 120, 32), (600, 700, 512), (20, 25, 64)]
        ],
        "kid": float(kernel_mmd(x.astype(np.float64), y.astype(np.float64), kid_kernel="poly", kid_kernel_poly_degree=3, kid_kernel_poly_gamma=None, kid_kernel_poly_coef0=1.0)),
        "prdc": {k: float(v) for k, v in compute_prdc(x, y, 5).items()},
        "near_duplicates": {
            "threshold": threshold,
            "pairs": int(graph.nnz // 2),
            "clusters": int((sizes > 1).sum()),
            "rows": int(sizes[sizes > 1].sum()),
            "largest": int(sizes.max()),
            "nearest_q10": float(np.quantile(neighbours, 0.1)),
        },
    }
    with open(sys.argv[1], "w") as out:
        json.dump(golden, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
