"""Scikit-learn's side of `deploy/local/bench fit` and `fit-quality`: one JSON object on standard output.

    python fit_bench.py iterate --rows rows.bin --start start.bin --d 32 --k 8 --covariance full --iterations 3
    python fit_bench.py best --rows rows.bin --d 32 --k 4 --initializations kmeans,k-means++ --iterations 200 --tolerance 1e-4 --held-out 4000

rows.bin holds big-endian doubles, row after row; start.bin weights, means and covariances. Row i was drawn from
component i mod k. The last --held-out rows are not fitted.
"""

import argparse
import json
import time
import warnings

import numpy as np
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")


def numbers(file):
    return np.fromfile(file, dtype=">f8").astype(np.float64)


def timed(gmm, x):
    wall, cpu = time.perf_counter(), time.process_time()
    gmm.fit(x)
    return time.perf_counter() - wall, time.process_time() - cpu


def iterate(args, x):
    start = numbers(args.start)
    k, d = args.k, args.d
    matrices = start[k + k * d :].reshape(-1, d, d)
    precisions = np.linalg.inv(matrices)
    if args.covariance == "tied":
        precisions = precisions[0]

    def gmm(iterations):
        return GaussianMixture(
            k,
            covariance_type=args.covariance,
            reg_covar=0,
            tol=0,
            max_iter=iterations,
            init_params="random_from_data",
            random_state=0,
            weights_init=start[:k] / start[:k].sum(),
            means_init=start[k : k + k * d].reshape(k, d),
            precisions_init=precisions,
        )

    first = timed(gmm(1), x)
    last = gmm(args.iterations)
    more = timed(last, x)
    return {
        "seconds_per_iteration": (more[0] - first[0]) / (args.iterations - 1),
        "cpu_seconds_per_iteration": (more[1] - first[1]) / (args.iterations - 1),
        "log_likelihood": float(last.score(x)),
    }


def best(args, rows):
    x, held_out = rows[: len(rows) - args.held_out], rows[len(rows) - args.held_out :]
    truth = np.arange(len(x)) % args.k
    found = []
    for initialization in args.initializations.split(","):
        gmm = GaussianMixture(
            args.k,
            covariance_type="full",
            tol=args.tolerance,
            max_iter=args.iterations,
            init_params=initialization,
            random_state=args.seed,
            reg_covar=1e-6 * float(x.var(axis=0).mean()),
        )
        labels = gmm.fit_predict(x)
        found.append(
            {
                "initialization": initialization,
                "log_likelihood": float(gmm.score(x)),
                "held_out": float(gmm.score(held_out)),
                "ari": float(adjusted_rand_score(truth, labels)),
            }
        )
    return max(found, key=lambda each: each["log_likelihood"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["iterate", "best"])
    parser.add_argument("--rows", required=True)
    parser.add_argument("--start")
    parser.add_argument("--d", type=int, required=True)
    parser.add_argument("--k", type=int, required=True)
    parser.add_argument("--covariance", default="full")
    parser.add_argument("--initializations", default="kmeans")
    parser.add_argument("--iterations", type=int, required=True)
    parser.add_argument("--tolerance", type=float)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--held-out", type=int, default=0)
    args = parser.parse_args()
    if args.what == "best" and args.tolerance is None:
        parser.error("best needs --tolerance")
    x = numbers(args.rows).reshape(-1, args.d)
    print(json.dumps(iterate(args, x) if args.what == "iterate" else best(args, x)))


main()
