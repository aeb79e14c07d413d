"""How an autoencoder's latents are scaled before they are diffused, and whether that is what the U-Net was trained on."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from errors import ExportError

MOST_IMAGES = 64
# Latents of 1 are diffused best; models that were trained at a half or at two still sample.
STANDARD_DEVIATIONS = (0.5, 2.0)
DIVIDES_SINCE = (0, 22)  # diffusers whose LDMPipeline divides by scaling_factor before it decodes


@dataclass(frozen=True)
class Scaling:
    """latents = (encoded - shift) * scale."""

    scale: float
    shift: float
    notes: tuple = ()


def scaling_of(config: dict, kind: str, where: str) -> Scaling:
    """The scaling that a configuration says.

    A VQModel without scaling_factor was saved before diffusers 0.12 had that option. LDMPipeline decoded latents as they are
    then, and such U-Nets were trained so; diffusers since 0.22 divides by a default of 0.18215, which spoils their images
    (its issue 6725).
    """
    for key in ("latents_mean", "latents_std"):
        if config.get(key) is not None:
            raise ExportError(f"{where}: {key} must be null: latents that are normed by channel are not supported")
    if kind == "VQModel" and config.get("lookup_from_codebook"):
        raise ExportError(f"{where}: lookup_from_codebook must be false: indices of a codebook are not supported")
    notes = []
    scale = config.get("scaling_factor")
    if scale is None and kind == "VQModel":
        scale = 1.0
        notes.append(f"{where} has no scaling_factor: 1 is taken, as LDMPipeline did when such files were written")
    if not number(scale) or not scale > 0:
        found = "missing" if scale is None else scale
        raise ExportError(
            f"{where}: scaling_factor must be a positive number but is {found}; write the one that the U-Net was trained with "
            "(1 for most unconditional models, 0.18215 for the autoencoder of Stable Diffusion)"
        )
    shift = config.get("shift_factor")
    if shift is not None and not number(shift):
        raise ExportError(f"{where}: shift_factor must be a number but is {shift}")
    if kind == "VQModel" and scale != 1 and written_by(config) < DIVIDES_SINCE:
        notes.append(
            f"{where} was written by a diffusers whose LDMPipeline did not divide by scaling_factor {scale}: check with --images"
        )
    return Scaling(float(scale), float(shift or 0.0), tuple(notes))


def number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def written_by(config: dict) -> tuple:
    """Major and minor version of the diffusers that wrote a file."""
    numbers = str(config.get("_diffusers_version", "")).split(".")[:2]
    return tuple(map(int, numbers)) if len(numbers) == 2 and all(n.isdigit() for n in numbers) else DIVIDES_SINCE


@torch.no_grad()
def measure(encode, folder: Path, shape: tuple, scale: float | None) -> str:
    """Encodes a folder's images and says how large their latents are; refuses latents that no U-Net was trained on."""
    images, skipped = images_of(folder, shape)
    latents = torch.cat([encode(image) for image in images])
    mean, deviation = latents.mean().item(), latents.std().item()
    said = f"latents of {len(images)} images: mean {mean:.3f}, standard deviation {deviation:.3f}"
    if skipped:
        said += f" ({skipped} files skipped: not images)"
    least, most = STANDARD_DEVIATIONS
    if not least <= deviation <= most:
        better = "" if scale is None or not deviation > 0 else f"; a scaling_factor of {scale / deviation:.5g} instead of {scale:.5g} makes it 1"
        raise ExportError(
            f"{said}, but a U-Net is trained on about 1{better}: write the one that it was trained with into the autoencoder's config.json"
        )
    return said


def images_of(folder: Path, shape: tuple) -> tuple:
    """Up to 64 images, evenly chosen, as [1, 3, H, W] in [-1, 1], upright and cut to the shape; and the files that are none."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if not folder.is_dir():
        raise ExportError(f"--images {folder} must be a folder of images")
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    chosen = [files[i * len(files) // MOST_IMAGES] for i in range(MOST_IMAGES)] if len(files) > MOST_IMAGES else files
    images, skipped = [], 0
    for file in chosen:
        try:
            with Image.open(file) as image:
                upright = ImageOps.exif_transpose(image).convert("RGB")
        except (UnidentifiedImageError, OSError):
            skipped += 1
            continue
        cut = ImageOps.fit(upright, (shape[2], shape[1]), Image.Resampling.BILINEAR)
        pixels = torch.from_numpy(np.asarray(cut, dtype=np.float32).copy())
        images.append(pixels.permute(2, 0, 1).unsqueeze(0) / 127.5 - 1)
    if not images:
        raise ExportError(f"--images {folder} holds no image that Pillow reads, of {len(chosen)} files")
    return images, skipped
