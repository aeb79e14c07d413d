"""A denoiser in fewer bits, for traces that run on processors and on GPUs alike."""

import copy

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.modules.conv import _ConvNd
from torch.overrides import TorchFunctionMode

PRECISIONS = {"bfloat16": torch.bfloat16, "float16": torch.float16}


def file_name(precision: str) -> str:
    """The bundle's file of a denoiser in this precision."""
    return f"denoiser-{precision}.pt"


class NormsOfOneType(TorchFunctionMode):
    """Gives norms their weights in the type of their input: kernels of processors take them mixed, those of GPUs refuse."""

    def __torch_function__(self, function, types, arguments=(), options=None):
        if function in (F.group_norm, F.layer_norm):
            return self.norm(function, *arguments, **(options or {}))
        return function(*arguments, **(options or {}))

    @staticmethod
    def norm(function, input, groups, weight=None, bias=None, eps=1e-5):
        weight, bias = (each if each is None else each.to(input.dtype) for each in (weight, bias))
        return function(input, groups, weight, bias, eps)


class Reduced(nn.Module):
    """A denoiser that computes products in fewer bits; it takes and returns float32, so that its callers need not know.

    Autocast decides layer by layer, as in mixed-precision training. It is traced on a processor, and the casts become part of the
    trace: no cache, whose entries would outlive it. Weights are cast beforehand, not in every call.
    """

    def __init__(self, denoiser: nn.Module, dtype: torch.dtype):
        super().__init__()
        self.denoiser = copy.deepcopy(denoiser)
        self.dtype = dtype
        for module in self.denoiser.modules():
            if isinstance(module, (nn.Linear, _ConvNd, nn.GroupNorm, nn.LayerNorm)):
                module.to(dtype)

    def forward(self, *inputs):
        with torch.autocast("cpu", self.dtype, cache_enabled=False), NormsOfOneType():
            return self.denoiser(*inputs).float()

    def unconditional(self, x, t):
        with torch.autocast("cpu", self.dtype, cache_enabled=False), NormsOfOneType():
            return self.denoiser.unconditional(x, t).float()
