"""What a checkpoint's image processor does with images, as a module: resizing, cutting, rescaling and normalization.

An image of a known size is resized by two products with matrices, whose rows hold Pillow's coefficients; TorchScript and ONNX have
them on every device. Pillow rounds to 8 bits after each, and so does the module. Which axis comes first depends on the size and on
Pillow's version; the module takes the order that comes closer to the processor.
"""

import math
from pathlib import Path

import numpy as np
import torch
from torch import nn

from errors import ExportError
from weights import read_json

FILE = "preprocessor_config.json"
LEVELS = 255.0
# Pillow's numbers of its filters: triangles and Catmull-Rom splines, with their reach.
FILTERS = {2: ("bilinear", 1.0), 3: ("bicubic", 2.0)}
PROBES = 4
# Levels of 255 by which a resized image may differ from the processor's: two roundings that go the other way.
TOLERANCE = 2.0


class Prepared(nn.Module):
    """Images in [-1, 1] to what the network takes; one channel becomes three, and alpha is left out."""

    def __init__(self, image: tuple, plan: "Plan", rows_first: bool = False):
        super().__init__()
        self.rows_first = rows_first
        self.channels = image[0]
        self.resizes = plan.resized != image[1:]
        if self.resizes:
            self.register_buffer("rows", coefficients(image[1], plan.resized[0], plan.resample))
            self.register_buffer("columns", coefficients(image[2], plan.resized[1], plan.resample).T.contiguous())
        self.window = plan.window
        self.factor = plan.factor
        self.register_buffer("mean", torch.tensor(plan.mean).reshape(1, -1, 1, 1))
        self.register_buffer("std", torch.tensor(plan.std).reshape(1, -1, 1, 1))

    def forward(self, image):
        levels = self.rounded((image + 1) * (LEVELS / 2))
        if self.channels == 1:
            levels = levels.expand(-1, 3, -1, -1)
        elif self.channels == 4:
            levels = levels[:, :3]
        if self.resizes:
            levels = self.resized(levels)
        top, bottom, left, right = self.window
        return (levels[:, :, top:bottom, left:right] * self.factor - self.mean) / self.std

    def resized(self, levels):
        if self.rows_first:
            return self.rounded(self.rounded(self.rows @ levels) @ self.columns)
        return self.rounded(self.rows @ self.rounded(levels @ self.columns))

    def rounded(self, levels):
        return levels.round().clamp(0, LEVELS)


class Plan:
    """What a `preprocessor_config.json` says for images of one size."""

    def __init__(self, config: dict, image: tuple, where: str):
        refuse_others(config, where)
        self.resample = config.get("resample", 3)
        if self.resample not in FILTERS:
            raise ExportError(f"{where}: resample must be 2 (bilinear) or 3 (bicubic) but is {self.resample}")
        self.resized = resized(config, image[1:], where)
        self.window = window(config, self.resized, where)
        self.factor = float(config.get("rescale_factor", 1 / LEVELS)) if config.get("do_rescale", True) else 1.0
        normalizes = config.get("do_normalize", True)
        self.mean = numbers(config, "image_mean", where) if normalizes else [0.0] * 3
        self.std = numbers(config, "image_std", where) if normalizes else [1.0] * 3
        if min(self.std) <= 0:
            raise ExportError(f"{where}: image_std must be positive but is {self.std}")


def refuse_others(config: dict, where: str) -> None:
    for key, value in config.items():
        if key.startswith("do_") and value and key not in ("do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb"):
            raise ExportError(f"{where}: {key} is not supported; the exporter resizes, cuts, rescales and normalizes images")


def numbers(config: dict, key: str, where: str) -> list:
    value = config.get(key)
    if not isinstance(value, list) or len(value) != 3 or not all(isinstance(each, (int, float)) for each in value):
        raise ExportError(f"{where}: {key} must be 3 numbers but is {value}")
    return [float(each) for each in value]


def resized(config: dict, size: tuple, where: str) -> tuple:
    """Height and width after resizing: given, or those whose shorter side is."""
    if not config.get("do_resize", True):
        return size
    wanted = config.get("size")
    if isinstance(wanted, int):
        wanted = {"shortest_edge": wanted}
    if isinstance(wanted, dict) and set(wanted) == {"height", "width"}:
        return wanted["height"], wanted["width"]
    if isinstance(wanted, dict) and set(wanted) == {"shortest_edge"}:
        short, long = sorted(size)
        other = int(wanted["shortest_edge"] * long / short)
        return (wanted["shortest_edge"], other) if size[0] <= size[1] else (other, wanted["shortest_edge"])
    raise ExportError(f"{where}: size must be a number, a shortest_edge, or height and width, but is {wanted}")


def window(config: dict, size: tuple, where: str) -> tuple:
    """Top, bottom, left and right of what is cut out of the middle."""
    if not config.get("do_center_crop", "crop_size" in config):
        return 0, size[0], 0, size[1]
    crop = config.get("crop_size")
    crop = {"height": crop, "width": crop} if isinstance(crop, int) else crop
    if not isinstance(crop, dict) or set(crop) != {"height", "width"}:
        raise ExportError(f"{where}: crop_size must be a number, or height and width, but is {crop}")
    top, left = (size[0] - crop["height"]) // 2, (size[1] - crop["width"]) // 2
    if top < 0 or left < 0:
        raise ExportError(f"{where}: crop_size {crop} is larger than the resized image, {size[0]} x {size[1]}: the processor would frame it in black")
    return top, top + crop["height"], left, left + crop["width"]


def coefficients(given: int, wanted: int, resample: int) -> torch.Tensor:
    """[wanted, given]: how Pillow weighs an axis of `given` pixels for each of `wanted` ones."""
    name, reach = FILTERS[resample]
    kernel = triangle if name == "bilinear" else catmull_rom
    scale = given / wanted
    stretch = max(scale, 1.0)
    rows = np.zeros((wanted, given))
    for i in range(wanted):
        centre = (i + 0.5) * scale
        first = max(0, int(centre - reach * stretch + 0.5))
        last = min(given, int(centre + reach * stretch + 0.5))
        weights = np.array([kernel((j - centre + 0.5) / stretch) for j in range(first, last)])
        rows[i, first:last] = weights / weights.sum()
    return torch.tensor(rows, dtype=torch.float32)


def triangle(x: float) -> float:
    return max(0.0, 1 - abs(x))


def catmull_rom(x: float) -> float:
    x = abs(x)
    if x < 1:
        return (1.5 * x - 2.5) * x * x + 1
    return ((-0.5 * x + 2.5) * x - 4) * x + 2 if x < 2 else 0.0


def prepared(folder: Path, image: tuple) -> tuple:
    """The module for images of a shape, and how far it is from the checkpoint's own processor, in words."""
    where = str(folder / FILE)
    plan = Plan(read_json(folder / FILE), image, where)
    tried = [Prepared(image, plan, rows_first).eval() for rows_first in (False, True)]
    levels, module = min(((difference(folder, each, image), each) for each in tried), key=lambda pair: pair[0])
    if levels > TOLERANCE:
        raise ExportError(f"{where}: images differ from those of the checkpoint's own processor by up to {levels:.3g} of 255 levels: it does something else")
    return module, f"{folder.name}: images differ from those of the checkpoint's own processor by at most {levels:.2g} of 255 levels"


@torch.no_grad()
def difference(folder: Path, module: Prepared, image: tuple) -> float:
    """The largest difference over noisy and smooth images, in levels."""
    import transformers
    from PIL import Image

    try:
        processor = transformers.AutoImageProcessor.from_pretrained(str(folder), local_files_only=True, use_fast=False)
    except Exception as error:  # transformers raises its own
        raise ExportError(f"{folder / FILE}: the image processor cannot be loaded: {str(error).strip().splitlines()[0]}") from error
    probes = probe_images(image)
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[image[0]]
    drawn = [Image.fromarray(np.ascontiguousarray(each[:, :, 0] if image[0] == 1 else each), mode) for each in probes]
    expected = torch.stack([processor(each.convert("RGB"), return_tensors="pt")["pixel_values"][0] for each in drawn])
    found = module(torch.from_numpy(probes).permute(0, 3, 1, 2).float() / (LEVELS / 2) - 1)
    if expected.shape != found.shape:
        raise ExportError(f"{folder / FILE}: the processor makes images of {tuple(expected.shape[1:])}, not of {tuple(found.shape[1:])}")
    scale = (module.std / module.factor).max().item()
    return (expected - found).abs().max().item() * scale


def probe_images(image: tuple) -> np.ndarray:
    """[n, H, W, C] of 8 bits: noise, and waves of several lengths."""
    draw = np.random.default_rng(5)
    channels, height, width = image
    y, x = np.mgrid[0:height, 0:width]
    images = [draw.integers(0, 256, (height, width, channels))]
    for wave in range(1, PROBES):
        grey = 127.5 + 127.5 * np.sin(2 * math.pi * wave * (x / width + y / height * wave))
        images.append(np.repeat(grey[:, :, None], channels, 2))
    return np.stack(images).astype(np.uint8)
