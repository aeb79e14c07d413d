"""Networks of other processes, in the coordinates of a bundle.

A bundle's state is x = a x0 + b eps with a^2 + b^2 = 1 at the log-SNR L = ln(a^2 / b^2). A process that mixes with other factors
has the same state up to a factor. Each adapter here is told L, scales the state, tells the network what it was trained to be
told, and returns epsilon, v = a eps - b x0 or x0. `network(x, t, *conditions)` is the network as its makers call it.
"""

import torch
from torch import nn


def column(values: torch.Tensor) -> torch.Tensor:
    """One number per sample, for products with states."""
    return values.reshape(-1, 1, 1, 1)


def factors(level: torch.Tensor) -> tuple:
    """a and b at a level. Of an exponential that is at most 1: onnxruntime's sigmoid is inexact where it is small."""
    less = torch.exp(level.abs() / -2)
    length = (1 + less**2).sqrt()
    clean, one = level > 0, torch.ones_like(less)
    return column(torch.where(clean, one, less) / length), column(torch.where(clean, less, one) / length)


def at_index(table: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
    """Levels of a table at indices, linear between two."""
    below = told.floor().clamp(0, len(table) - 1)
    above = (below + 1).clamp(max=len(table) - 1)
    share = told - below
    return table[below.long()] * (1 - share) + table[above.long()] * share


def place(level: torch.Tensor) -> torch.Tensor:
    """s of a rectified flow at a level."""
    a, b = factors(level)
    return (b / (a + b)).reshape(-1)


class Flow(nn.Module):
    """A rectified flow, (1 - s) x0 + s eps, whose network predicts the velocity eps - x0; returns v.

    s = b / (a + b), so that the flow's state is x / (a + b) and v = ((a - b) x + velocity) / (a + b). The network is told s times
    `scale`, as a whole number where its pipeline cuts it off.
    """

    def __init__(self, network: nn.Module, scale: float = 1000.0, whole: bool = False):
        super().__init__()
        self.network = network
        self.scale = scale
        self.whole = whole

    def forward(self, x, level, *conditions):
        a, b = factors(level)
        t = place(level) * self.scale
        if self.whole:
            t = (t + 1e-3).floor()  # an s that is a whole number of thousandths stays that
        return ((a - b) * x + self.network(x / (a + b), t, *conditions)) / (a + b)


class Edm(nn.Module):
    """The preconditioned network of Karras et al. (2022); returns x0.

    sign: -1 where the network predicts the negative of what EDM's does.
    """

    def __init__(self, network: nn.Module, data: float, sign: float = 1.0):
        super().__init__()
        self.network = network
        self.data = data
        self.sign = sign

    def scalings(self, sigma):
        total = sigma**2 + self.data**2
        return self.data**2 / total, self.sign * sigma * self.data / total.sqrt(), 1 / total.sqrt()

    def noise(self, sigma):
        return sigma.log() / 4

    def forward(self, x, level, *conditions):
        sigma = torch.exp(-level / 2)
        skip, out, scale = self.scalings(column(sigma))
        exploding = x / factors(level)[0]
        return skip * exploding + out * self.network(scale * exploding, self.noise(sigma), *conditions)


class Consistency(Edm):
    """A consistency model (Song et al., 2023): at the smallest sigma it returns its input."""

    def __init__(self, network: nn.Module, data: float, least: float, clip: bool):
        super().__init__(network, data)
        self.least = least
        self.clip = clip

    def scalings(self, sigma):
        total = sigma**2 + self.data**2
        skip = self.data**2 / ((sigma - self.least) ** 2 + self.data**2)
        return skip, (sigma - self.least) * self.data / total.sqrt(), 1 / total.sqrt()

    def noise(self, sigma):
        return 1000 * super().noise(sigma)

    def forward(self, x, level, *conditions):
        clean = super().forward(x, level, *conditions)
        return clean.clamp(-1, 1) if self.clip else clean


class LatentConsistency(nn.Module):
    """A network of a table of levels, distilled (Luo et al., 2023); told an index of training, returns x0."""

    DATA = 0.5

    def __init__(self, network: nn.Module, log_snr, prediction: str, scaling: float, clip: float | None):
        super().__init__()
        self.network = network
        self.register_buffer("levels", torch.as_tensor(log_snr, dtype=torch.float32))
        self.prediction = prediction
        self.scaling = scaling
        self.clip = clip

    def forward(self, x, told, *conditions):
        a, b = factors(self.levels[told.round().long()])
        output = self.network(x, told, *conditions)
        if self.prediction == "epsilon":
            clean = (x - b * output) / a
        else:
            clean = a * x - b * output if self.prediction == "v_prediction" else output
        if self.clip is not None:
            clean = clean.clamp(-self.clip, self.clip)
        time = column(told) * self.scaling
        total = time**2 + self.DATA**2
        return self.DATA**2 / total * x + time / total.sqrt() * clean


class Score(nn.Module):
    """A score network of a variance-exploding process over images in [0, 1] (Song et al., 2021); returns epsilon.

    Images in [-1, 1] have twice the sigma. scored: whether the network returns -eps / sigma, else -eps.
    """

    def __init__(self, network: nn.Module, scored: bool):
        super().__init__()
        self.network = network
        self.scored = scored

    def forward(self, x, level, *conditions):
        sigma = torch.exp(-level / 2) / 2
        output = self.network((x / factors(level)[0] + 1) / 2, sigma, *conditions)
        return -(column(sigma) * output) if self.scored else -output
