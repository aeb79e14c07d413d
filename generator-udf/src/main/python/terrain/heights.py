"""Relief and slope of height maps, by formula: what labels the terrain of adaptive-terrain-diffusion.

An image holds heights h in metres as x = 2 asinh(h / 0.1) / asinh(22.17 / 0.1) - 1, and its points are 0.1 m apart, as the package has it.
"""

import math

import torch
from torch import nn

HIGHEST, SCALE, SPACING = 22.16864013671875, 0.1, 0.1  # metres
ATTRIBUTES = {"relief": ["low", "medium", "high"], "slope": ["gentle", "moderate", "steep"]}
# Relief: the highest less the lowest point, in metres. Slope: mean of the gradient's length, in metres per metre.
LIMITS = {"relief": (1.0, 2.0), "slope": (0.12, 0.24)}
SMOOTHED = {"relief": 0.97, "slope": 0.72}  # times these limits for the auditor: 240 unaided images have medians near them
SHARPNESS = 8.0
BLOCK = 16  # points


class Heights(nn.Module):
    def forward(self, image):
        unit = ((image + 1) / 2).clamp(0, 1)
        bent = unit * math.asinh(HIGHEST / SCALE)
        return SCALE * (bent.exp() - (-bent).exp()) / 2  # the hyperbolic sine, which exports to ONNX lack


def gradient(heights: torch.Tensor) -> torch.Tensor:
    """Length of the gradient by differences to the next point, [B, 1, H - 1, W - 1]."""
    across = (heights[..., :-1, 1:] - heights[..., :-1, :-1]) / SPACING
    down = (heights[..., 1:, :-1] - heights[..., :-1, :-1]) / SPACING
    return (across**2 + down**2).sqrt()


class Labeler(nn.Module):
    """image -> logits of three classes of relief, then of slope.

    With limits l1 < l2 of a value v the logits are 0, k ln(v / l1) and k ln(v / l1) + k ln(v / l2): the largest is that of the interval
    in which v lies.
    """

    def __init__(self):
        super().__init__()
        self.heights = Heights()

    def forward(self, image):
        heights = self.heights(image)
        relief = heights.amax((1, 2, 3)) - heights.amin((1, 2, 3))
        slope = gradient(heights).mean((1, 2, 3))
        return torch.cat([ordered(relief, *LIMITS["relief"]), ordered(slope, *LIMITS["slope"])], 1)


def ordered(value: torch.Tensor, first: float, second: float) -> torch.Tensor:
    value = value.clamp(min=1e-6)
    above_first = SHARPNESS * (value / first).log()
    above_second = SHARPNESS * (value / second).log()
    return torch.stack([torch.zeros_like(value), above_first, above_first + above_second], 1)


class Auditor(nn.Module):
    """As the labeler, of heights averaged over 2 x 2 points: grain, which steepens the slopes of single points, hardly reaches it.

    The model's unaided height maps are flatter there, so that the limits are lower.
    """

    def __init__(self):
        super().__init__()
        self.heights = Heights()

    def forward(self, image):
        heights = nn.functional.avg_pool2d(self.heights(image), 2, 1)
        relief = heights.amax((1, 2, 3)) - heights.amin((1, 2, 3))
        slope = gradient(heights).mean((1, 2, 3))
        limits = {name: [SMOOTHED[name] * limit for limit in LIMITS[name]] for name in LIMITS}
        return torch.cat([ordered(relief, *limits["relief"]), ordered(slope, *limits["slope"])], 1)


class Features(nn.Module):
    """image -> 128 numbers: mean height and mean slope of blocks, for the Frechet distance."""

    def __init__(self):
        super().__init__()
        self.heights = Heights()

    def forward(self, image):
        heights = self.heights(image)
        steep = nn.functional.pad(gradient(heights), (0, 1, 0, 1))
        return torch.cat([nn.functional.avg_pool2d(each, BLOCK).flatten(1) for each in (heights, steep)], 1)
