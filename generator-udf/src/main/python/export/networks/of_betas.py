"""Networks of betas as denoisers of a bundle, with their makers' cut of the clean sample inside."""

import numpy as np
import torch
from torch import nn

import job
import levels
from errors import ExportError
from families.coordinates import at_index, factors
from families.family import Family
from networks import makers

SCHEDULES = ("linear", "cosine")


class OfBetas(nn.Module):
    """A network that is told the index of a level, and returns epsilon, x0 or v, perhaps with a variance behind it.

    With `clips`, it returns x0 cut to [-1, 1]. The makers' samplers take the noise from the cut x0, and so does a job that is given x0.
    """

    def __init__(self, network: nn.Module, levels, prediction: str, channels: int, clips: bool, scale: float = 1.0):
        super().__init__()
        self.network = network
        self.register_buffer("levels", torch.as_tensor(levels, dtype=torch.float32))
        self.own = prediction
        self.channels = channels
        self.clips = clips
        self.scale = scale

    @property
    def prediction(self) -> str:
        return "sample" if self.clips else self.own

    def forward(self, x, told, *conditions):
        output = self.network(x, told * self.scale, *conditions)[:, : self.channels].float()
        return self.clean(x, at_index(self.levels, told), output).clamp(-1, 1) if self.clips else output

    def clean(self, x, level, output):
        a, b = factors(level)
        if self.own == "epsilon":
            return (x - b * output) / a
        return output if self.own == "sample" else a * x - b * output


def betas_of(schedule: str, steps: int) -> np.ndarray:
    """Betas of a thousand steps, or as many steps over the same range."""
    if schedule == "linear":
        return levels.betas("linear", 0.1 / steps, 20 / steps, steps)
    return levels.betas("squaredcos_cap_v2", 0, 0, steps)


def family(name, network, betas, prediction, state, clips, scale, spacing) -> Family:
    """A family whose network is told the index of a step, which `scale` may stretch."""
    table = levels.of_betas(betas)
    if not (np.all((betas > 0) & (betas < 1)) and np.all(np.diff(table) < 0)):
        raise ExportError("the betas must lie between 0 and 1, so that each step is noisier than the one before")
    denoiser = OfBetas(network, table, prediction, state[0], clips, scale).eval()
    section = {"prediction": denoiser.prediction, "levels": levels.table(table), "steps": spacing}
    theirs = makers.OfBetas(network, betas, prediction, state[0], clips, scale)
    return Family(
        pipeline=name,
        scheduler="its makers' DDIM",
        denoiser=denoiser,
        state=state,
        diffusion=section,
        reference=lambda noise, given, null, guided, steps, seed: theirs.sample(noise, job.indices(section, steps), *given),
        visited=job.visited,
    )
