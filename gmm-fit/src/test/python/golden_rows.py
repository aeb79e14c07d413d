"""Data sets of the golden numbers, by a small integer recurrence that the Java tests repeat (GoldenRows)."""

import numpy as np


def uniforms(count, seed):
    """The generator of Park and Miller, exact in doubles."""
    state = seed
    out = np.empty(count)
    for i in range(count):
        state = state * 48271 % 2147483647
        out[i] = state / 2147483647
    return out


def rows(n, d, k, spread, seed):
    """k clusters in turn: coordinate = centre + sum of four uniforms, mixed with its neighbour."""
    u = uniforms(n * d * 4 + k * d, seed)
    centres = spread * (u[: k * d].reshape(k, d) - 0.5)
    noise = u[k * d :].reshape(n, d, 4).sum(axis=2) - 2
    noise[:, 1:] += 0.5 * noise[:, :-1]
    return noise + centres[np.arange(n) % k]
