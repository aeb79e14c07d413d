"""Levels of noise, and how `bundle.json` lists them.

A level is the log-SNR L = ln(a^2 / b^2) of a variance-preserving state x = a x0 + b eps, a^2 + b^2 = 1. A table of levels
falls strictly: index 0 is the cleanest level that training knew. Everything is in double precision; a level without
signal is -inf, which JSON spells "-Infinity".
"""

import json
import math
import re

import numpy as np

LOG_SNR = "log-snr"  # the network is told the level itself
WITHOUT_SIGNAL = "-Infinity"
DIGITS = 13


def betas(kind: str, start: float, end: float, steps: int) -> np.ndarray:
    """The betas of diffusers' three formulas."""
    if kind == "linear":
        return np.linspace(start, end, steps)
    if kind == "scaled_linear":
        return np.linspace(math.sqrt(start), math.sqrt(end), steps) ** 2
    cosine = np.cos((np.arange(steps + 1) / steps + 0.008) / 1.008 * math.pi / 2) ** 2
    return np.minimum(1 - cosine[1:] / cosine[:-1], 0.999)


def of_betas(given: np.ndarray, zero_terminal: bool = False) -> np.ndarray:
    """Levels of a process of betas; zero_terminal rescales them so that the last keeps no signal (Lin et al., 2024)."""
    log_share = np.cumsum(np.log1p(-np.asarray(given, dtype=np.float64)))  # ln a^2
    if zero_terminal:
        roots = np.exp(log_share / 2)
        with np.errstate(divide="ignore"):
            log_share = 2 * np.log((roots - roots[-1]) * roots[0] / (roots[0] - roots[-1]))
    return log_share - np.log(-np.expm1(log_share))


def of_sigmas(sigmas) -> np.ndarray:
    """Levels of a variance-exploding process x0 + sigma eps."""
    return -2 * np.log(np.asarray(sigmas, dtype=np.float64))


def of_flow(places) -> np.ndarray:
    """Levels of a rectified flow (1 - s) x0 + s eps."""
    s = np.asarray(places, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return 2 * (np.log1p(-s) - np.log(s))


def number(level: float):
    """A level as JSON has it."""
    if level == -math.inf:
        return WITHOUT_SIGNAL
    return float(f"{level:.{DIGITS}g}")


def read(level) -> float:
    return -math.inf if level == WITHOUT_SIGNAL else float(level)


def table(levels, told=None) -> dict:
    """The table of `bundle.json`; told: what the network is told there, the index if nothing is said."""
    told = list(range(len(levels))) if told is None else told
    return {"logSnr": [number(level) for level in levels], "told": told}


def signal(level: float) -> float:
    """a at a level."""
    return math.sqrt(1 / (1 + math.exp(-level))) if level > -700 else 0.0


def noise(level: float) -> float:
    """b at a level."""
    return math.sqrt(1 / (1 + math.exp(level))) if level < 700 else 0.0


def sigma(level: float) -> float:
    """b / a at a level."""
    return math.exp(-level / 2) if level > -math.inf else math.inf


def document(content: dict) -> str:
    """JSON with lists of numbers on one line each: a table of levels has a thousand of them."""
    text = json.dumps(content, indent=2)
    numbers = re.compile(r"\[\s+(-?[\d.e+\-]+(?:,\s+(?:-?[\d.e+\-]+|\"-Infinity\"))*)\s+\]")
    return numbers.sub(lambda found: "[" + re.sub(r",\s+", ", ", found[1]) + "]", text) + "\n"
