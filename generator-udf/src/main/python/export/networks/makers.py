"""Samples networks as their makers do, in their coordinates, so that a bundle's images can be compared with theirs."""

from dataclasses import dataclass

import numpy as np
import torch


@dataclass
class OfBetas:
    """DDIM of guided diffusion, DiffAE and denoising-diffusion-pytorch: x0 is cut, and the noise taken from what was cut."""

    network: object  # network(state, time, *conditions)
    betas: np.ndarray
    prediction: str
    channels: int
    clips: bool
    scale: float = 1.0

    @torch.no_grad()
    def sample(self, noise: torch.Tensor, indices: list, *conditions) -> torch.Tensor:
        shares = np.cumprod(1 - self.betas)
        x = noise.double()
        for i, index in enumerate(indices):
            share = shares[index]
            following = shares[indices[i + 1]] if i + 1 < len(indices) else 1.0
            time = torch.full((len(x),), index * self.scale, dtype=torch.float32)
            output = self.network(x.float(), time, *conditions)[:, : self.channels].double()
            clean = self.clean(x, share, output)
            eps = (x - share**0.5 * clean) / (1 - share) ** 0.5
            x = following**0.5 * clean + (1 - following) ** 0.5 * eps
        return x.float()

    def clean(self, x, share: float, output):
        if self.prediction == "epsilon":
            clean = (x - (1 - share) ** 0.5 * output) / share**0.5
        elif self.prediction == "sample":
            clean = output
        else:
            clean = share**0.5 * x - (1 - share) ** 0.5 * output
        return clean.clamp(-1, 1) if self.clips else clean


@dataclass
class OfEdm:
    """Algorithm 1 of EDM without its correction: Euler over Karras' sigmas from the largest to zero."""

    network: object  # network(scaled state, c_noise, one-hot labels or None)
    deviation: float
    least: float
    most: float
    rho: float = 7.0

    def sigmas(self, steps: int) -> np.ndarray:
        ramp = np.arange(steps) / (steps - 1)
        ends = self.most ** (1 / self.rho), self.least ** (1 / self.rho)
        return (ends[0] + ramp * (ends[1] - ends[0])) ** self.rho

    @torch.no_grad()
    def sample(self, noise: torch.Tensor, steps: int, labels=None) -> torch.Tensor:
        sigmas = self.sigmas(steps)
        x = noise.double() * (1 + sigmas[0] ** 2) ** 0.5
        for sigma, following in zip(sigmas, [*sigmas[1:], 0.0]):
            slope = (x - self.denoised(x, sigma, labels)) / sigma
            x = x + (following - sigma) * slope
        return x.float()

    def denoised(self, x, sigma: float, labels):
        total = sigma**2 + self.deviation**2
        told = torch.full((len(x),), np.log(sigma) / 4, dtype=torch.float32)
        output = self.network((x / total**0.5).float(), told, labels).double()
        return self.deviation**2 / total * x + sigma * self.deviation / total**0.5 * output
