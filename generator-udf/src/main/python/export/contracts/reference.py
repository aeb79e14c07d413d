"""Samples a denoiser in its own coordinates, x = alpha x0 + beta eps, without those of a bundle."""

import math

import numpy as np
import torch

import job
from contracts.contract import CONDITION, STATE, Contract


class Reference:
    """`denoise(*arguments)` is the denoiser as it was saved."""

    def __init__(self, denoise, contract: Contract, section: dict):
        """section: that of `bundle.json`, which places the steps."""
        self.denoise = denoise
        self.contract = contract
        self.section = section

    @torch.no_grad()
    def sample(self, noise, given: list, null: list | None, scale: float | None, steps: int, seed: int):
        """Deterministic first-order steps over the levels that a job visits, or multistep consistency if that is the contract's sampler."""
        consistent = self.contract.bundle.get("sampler", {}).get("name") == "consistency"
        draws = [torch.Generator().manual_seed(seed + i) for i in range(len(noise))]
        visited = job.visited(self.section, steps)
        sigmas = [math.exp(-level / 2) if level > -math.inf else math.inf for level in visited]
        alpha, beta = self.factors(sigmas[0])
        x = noise.double() * math.hypot(alpha, beta)
        for i, sigma in enumerate(sigmas):
            alpha, beta = self.factors(sigma)
            output = self.output(x, sigma, given)
            if null is not None:
                without = self.output(x, sigma, null)
                output = without + scale * (output - without)
            clean, eps = self.predictions(x, alpha, beta, output)
            clean = clean if consistent else self.clipped(clean)
            if i + 1 == len(sigmas):
                return self.ended(clean, eps).float()
            alpha, beta = self.factors(sigmas[i + 1])
            if consistent:
                eps = torch.stack([torch.randn(clean.shape[1:], generator=draw) for draw in draws]).double()
            x = alpha * clean + beta * eps

    def factors(self, sigma: float) -> tuple:
        """alpha and beta where beta / alpha = sigma."""
        if self.contract.coordinates == "flow":
            return (0.0, 1.0) if sigma == math.inf else (1 / (1 + sigma), sigma / (1 + sigma))
        if self.contract.coordinates == "vp":
            return (0.0, 1.0) if sigma == math.inf else (1 / math.hypot(1, sigma), sigma / math.hypot(1, sigma))
        return 1.0, sigma

    def ended(self, clean, eps):
        end = self.contract.bundle.get("end")
        if end is None:
            return clean
        # The job ends in its own coordinates.
        sigma = math.exp(-end / 2)
        return (clean + sigma * eps) / math.hypot(1, sigma)

    def output(self, x, sigma: float, conditions: list) -> torch.Tensor:
        given = iter(conditions)
        arguments = [self.argument(each, x, sigma, given) for each in self.contract.inputs]
        return self.denoise(*arguments)[:, : self.contract.state[0]].double()

    def argument(self, each, x, sigma: float, given):
        if each.kind == STATE:
            total = math.hypot(sigma, self.contract.deviation)
            return (x / total if self.contract.coordinates == "edm" else x).float()
        if each.kind == CONDITION:
            return next(given)
        time = self.time(each.kind, sigma) * each.scale + each.add
        shape = (len(x), *each.shape)
        return torch.full(shape, round(time), dtype=torch.int64) if each.type == "int64" else torch.full(shape, time, dtype=torch.float32)

    def time(self, kind: str, sigma: float) -> float:
        if kind == "index":
            if sigma == math.inf:
                return len(self.contract.log_snr) - 1.0
            return float(np.abs(self.contract.log_snr + 2 * math.log(sigma)).argmin())
        if kind == "s":
            return 1.0 if sigma == math.inf else sigma / (1 + sigma)
        return {"sigma": lambda: sigma, "log-sigma": lambda: math.log(sigma), "log-snr": lambda: -2 * math.log(sigma)}[kind]()

    def predictions(self, x, alpha: float, beta: float, output) -> tuple:
        if self.contract.coordinates == "edm":
            total = beta**2 + self.contract.deviation**2
            clean = self.contract.deviation**2 / total * x + beta * self.contract.deviation / math.sqrt(total) * output
            return clean, (x - clean) / beta
        if self.contract.prediction == "epsilon":
            return (x - beta * output) / alpha, output
        if self.contract.prediction == "sample":
            return output, (x - alpha * output) / beta
        if self.contract.prediction == "velocity":
            return x - beta * output, x + alpha * output
        return alpha * x - beta * output, beta * x + alpha * output

    def clipped(self, clean):
        clip = self.contract.bundle.get("clip", {})
        return clean.clamp(-clip["range"], clip["range"]) if "range" in clip else clean
