"""A checkpoint of a family, read: its denoiser as a bundle's, and the pipeline that it is compared with."""

from dataclasses import dataclass, field

import torch
from torch import nn

from families import conditions as kinds

# About the level that index 350 of a thousand linear betas has: where noisy latents lie in a table of another kind.
MIDDLE = -0.92


@dataclass
class Family:
    """`denoiser(state, told, *conditions)` with its section of `bundle.json`.

    pipeline: the class that is named when images are compared; scheduler: that of the checkpoint.
    reference(noise, given, null, scale, steps, seed): clean states of the family's own pipeline, eager, in steps that
    `visited(section, steps)` lists as log-SNR. Decoders are the pipeline's: decode(states), where there is an autoencoder.
    encoder: makes codes of `encoder.code` numbers of images. timestep: where noisy latents lie, if not at the usual index.
    """

    pipeline: str
    scheduler: str
    denoiser: nn.Module
    state: tuple
    diffusion: dict
    reference: object
    visited: object
    conditions: list = field(default_factory=list)
    guidance: dict | None = None
    sampler: dict | None = None
    autoencoder: nn.Module | None = None
    encoder: nn.Module | None = None
    timestep: int | None = None
    bits: int = 8
    decode: object = None
    text: object = None
    notes: list = field(default_factory=list)

    def given(self, count: int) -> list:
        scale = self.guidance["scale"] if self.guidance else 1.0
        return [kinds.example(condition, count, scale) for condition in self.conditions]

    def null(self, count: int) -> list | None:
        if self.guidance is None or self.guidance["kind"] != "classifier-free":
            return None
        return [kinds.nothing(condition, count) for condition in self.conditions]

    def inputs(self, count: int) -> tuple:
        """Inputs of the denoiser at levels all over the table."""
        table = self.diffusion["levels"]
        told = table["logSnr"] if table["told"] == "log-snr" else table["told"]
        chosen = torch.randint(0, len(told), (count,)).tolist()
        levels = torch.tensor([float(told[i]) for i in chosen], dtype=torch.float32)
        return (torch.randn(count, *self.state), levels, *self.given(count))
