"""Weights in half precision on disk, single precision in use.

A checkpoint in halves has 2 bytes per weight; its trace in single precision has 4. Here each weight is stored as the half that
it is and widened in every call, which loses nothing and takes milliseconds beside a convolution.
"""

import copy

import torch
from torch import nn
from torch.nn.utils import parametrize

from errors import ExportError


class Widened(nn.Module):
    """A cast that a trace keeps, though it changes nothing while the weights are still wide: networks ask them for their type."""

    def forward(self, stored):
        return stored.float()


def widening(module: nn.Module, what: str) -> nn.Module:
    """A copy of a module whose trace widens its weights; a weight that a half cannot hold exactly ends the export."""
    copied = copy.deepcopy(module)
    for name, part in list(copied.named_modules()):
        for weight, values in list(part.named_parameters(recurse=False)):
            require_exact(values, f"{what}: {name}.{weight}")
            parametrize.register_parametrization(part, weight, Widened())
    return copied


def narrow(traced: torch.jit.ScriptModule) -> None:
    """Makes halves of the weights of a trace of what `widening` returned."""
    for weight in traced.parameters():
        weight.data = weight.data.half()


def require_exact(values: torch.Tensor, what: str) -> None:
    if not torch.equal(values.half().float(), values):
        raise ExportError(f"--halves is for checkpoints in half precision, but {what} is not: leave it out, or save the checkpoint in float16 first")
