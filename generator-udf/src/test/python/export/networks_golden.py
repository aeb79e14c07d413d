"""Weights and inputs by a formula, so that outputs of the makers' own networks can be kept as a few numbers.

`networks-golden.json` has, per network, the names and shapes of the makers' state dict and some of its outputs.
"""

import json
from pathlib import Path

import numpy as np
import torch

FILE = Path(__file__).with_name("networks-golden.json")
STATE, CODE = 9001, 9002  # seeds of the inputs


def numbers(shape, seed: int) -> torch.Tensor:
    """Uniform in [-1, 1): SplitMix64 of the index."""
    count = int(np.prod(shape)) if len(shape) else 1
    with np.errstate(over="ignore"):
        z = np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed) * np.uint64(1000003)
        z = z * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    drawn = (z >> np.uint64(40)).astype(np.float64) / 2**23 - 1
    return torch.from_numpy(drawn.astype(np.float32)).reshape(shape)


def weights(layout) -> dict:
    """Tensors of a layout [[name, shape], ...] that keep the size of what flows through them."""
    state = {}
    for seed, (name, shape) in enumerate(layout):
        drawn = numbers(shape, seed)
        if len(shape) > 1:
            state[name] = drawn * (3 / np.prod(shape[1:])) ** 0.5
        else:
            state[name] = 0.5 * drawn + (1 if name.endswith("weight") else 0)
    return state


def cases(family: str) -> list:
    return [case for case in json.loads(FILE.read_text())["cases"] if case["family"] == family]


def require_close(output: torch.Tensor, expected: dict) -> None:
    assert list(output.shape) == expected["shape"]
    flat = output.detach().flatten()
    found = flat[:: max(1, len(flat) // 16)][:16]
    torch.testing.assert_close(found, torch.tensor(expected["values"]), atol=2e-5, rtol=0)
