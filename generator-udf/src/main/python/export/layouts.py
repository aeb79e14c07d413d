"""Group norms that are fast in both layouts of images, for traces that are given either."""

from contextlib import nullcontext
from typing import Optional

import torch
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

IMAGE_AXES = 4


@torch.jit.script_if_tracing
def group_norm(x: torch.Tensor, groups: int, weight: Optional[torch.Tensor], bias: Optional[torch.Tensor], eps: float) -> torch.Tensor:
    """F.group_norm of [B, C, H, W]; by products where images are channels last and a processor's kernel for that is slow.

    That kernel takes 4 to 30 times as long as the one for channels first where the channels of a group do not fill vectors of 8, in maps
    of fewer than 1,024 pixels. Here sums per channel are a product with a vector of equal weights, and a group's variance is its
    mean square less its squared mean: exporters compare with the eager network, whose kernel subtracts the mean first. Scripted,
    so that a trace keeps the branch.
    """
    batch, channels, height, width = x.shape
    slow = (channels // groups) % 8 != 0 and height * width < 1024
    if not slow or x.device.type != "cpu" or not x.is_contiguous(memory_format=torch.channels_last):
        return torch.group_norm(x, groups, weight, bias, eps)
    pixels = x.permute(0, 2, 3, 1).reshape(batch, height * width, channels).float()
    average = torch.full((batch, 1, height * width), 1.0 / (height * width))
    mean = torch.bmm(average, pixels).view(batch, groups, -1).mean(2, keepdim=True)
    square = torch.bmm(average, pixels * pixels).view(batch, groups, -1).mean(2, keepdim=True)
    inverse = torch.rsqrt((square - mean * mean).clamp_min(0.0) + eps)
    of_group = (batch, groups, channels // groups)
    scale = inverse.expand(of_group).reshape(batch, 1, channels)
    shift = mean.expand(of_group).reshape(batch, 1, channels)
    if weight is not None:
        scale = scale * weight.float()
    shift = -shift * scale
    if bias is not None:
        shift = shift + bias.float()
    normed = torch.addcmul(shift, pixels, scale).to(x.dtype)
    return normed.view(batch, height, width, channels).permute(0, 3, 1, 2)


class NormsInAnyLayout(TorchFunctionMode):
    """Traces group norms over images as `group_norm`; channels first, and on GPUs, they stay torch's own, bit for bit."""

    def __torch_function__(self, function, types, arguments=(), options=None):
        if function is F.group_norm:
            return self.norm(*arguments, **(options or {}))
        return function(*arguments, **(options or {}))

    @staticmethod
    def norm(input, num_groups, weight=None, bias=None, eps=1e-5):
        if input.dim() != IMAGE_AXES:
            return F.group_norm(input, num_groups, weight, bias, eps)
        with torch.autocast(input.device.type, enabled=False):  # a network's own would reduce the products within
            return group_norm(input, num_groups, weight, bias, eps)


def norms(channels_last: bool):
    """The context in which a network that may be given images channels last is traced."""
    return NormsInAnyLayout() if channels_last else nullcontext()


def turned(inputs: tuple) -> tuple:
    """A call's inputs with images channels last."""
    return tuple(each.contiguous(memory_format=torch.channels_last) if each.dim() == IMAGE_AXES else each for each in inputs)
