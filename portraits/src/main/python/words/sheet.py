"""Contact sheets, to be looked at: reconstructions of the autoencoder, or samples per occupation and guidance.

    python sheet.py reconstructions --images build/even --out reconstructions.png
    python sheet.py samples --guidance 1 2 4 --out samples.png
    python sheet.py cells --guidance 2 --out cells.png      # prompts that name the cell: a row per cell
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import autoencoder
from pipeline import pipeline
from renderings import IMAGE_SIZE, Renderings

OCCUPATIONS = ["doctor", "nurse", "firefighter", "chef", "police officer", "construction worker"]
GENDERS = ["woman", "man"]
AGES = ["young", "middle-aged", "old"]
SKINS = ["light", "medium", "dark"]


def article(noun: str) -> str:
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def naming(gender: str, age: str, skin: str, occupation: str) -> str:
    """The prompt that names a cell, in the words of the captions."""
    return f"a portrait of {article(f'{age} {gender} with {skin} skin who is {article(occupation)}')}"


def write(images: torch.Tensor, columns: int, path: Path, scale: int) -> None:
    """Images [N, 3, 64, 64] in [-1, 1] as one PNG, each pixel a square."""
    rows = len(images) // columns
    grid = images[: rows * columns].reshape(rows, columns, 3, IMAGE_SIZE, IMAGE_SIZE).permute(0, 3, 1, 4, 2)
    pixels = ((grid.reshape(rows * IMAGE_SIZE, columns * IMAGE_SIZE, 3) + 1) * 127.5).round().clamp(0, 255)
    size = (columns * IMAGE_SIZE * scale, rows * IMAGE_SIZE * scale)
    Image.fromarray(pixels.to(torch.uint8).numpy()).resize(size, Image.NEAREST).save(path)


def draw(pipe, prompts: list, guidance: float, steps: int, seed: int) -> torch.Tensor:
    """An image per prompt, float32[N, 3, 64, 64] in [-1, 1]."""
    pipe.set_progress_bar_config(disable=True)
    random = torch.Generator().manual_seed(seed)
    parts = []
    for start in range(0, len(prompts), 36):
        images = pipe(
            prompts[start : start + 36],
            guidance_scale=guidance,
            num_inference_steps=steps,
            height=IMAGE_SIZE,
            width=IMAGE_SIZE,
            generator=random,
            output_type="np",
        ).images
        parts.append(torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float() * 2 - 1)
    return torch.cat(parts)


def reconstructions(args) -> None:
    """Rows of renderings, each above its reconstructions."""
    data, model = Renderings(*args.images), autoencoder.network()
    autoencoder.averages(args.work / "autoencoder.ckpt", autoencoder=model)
    columns, rows = 18, []
    for start in range(0, columns * args.rows, columns):
        x = data.batch(range(start, start + columns))
        rows += [x, model(x).sample.clamp(-1, 1)]
    print(f"{autoencoder.decibels(model, data):.2f} dB")
    write(torch.cat(rows), columns, args.out, args.scale)


def samples(args) -> None:
    """A row per guidance; the same starts in every row, three per occupation."""
    pipe = pipeline(args.work)
    prompts = [f"a portrait of {article(occupation)}" for occupation in OCCUPATIONS for _ in range(3)]
    rows = [draw(pipe, prompts * args.rows, guidance, args.steps, args.seed) for guidance in args.guidance]
    write(torch.cat(rows), len(prompts), args.out, args.scale)


def cells(args) -> None:
    pipe = pipeline(args.work)
    prompts = [
        naming(gender, age, skin, occupation)
        for gender in GENDERS
        for age in AGES
        for skin in SKINS
        for occupation in OCCUPATIONS
        for _ in range(2)
    ]
    write(draw(pipe, prompts, args.guidance[0], args.steps, args.seed), 2 * len(OCCUPATIONS), args.out, args.scale)


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["reconstructions", "samples", "cells"])
    parser.add_argument("--work", type=Path, default=Path("build/words"))
    parser.add_argument("--images", type=Path, nargs="+", default=[Path("build/even")])
    parser.add_argument("--out", type=Path, default=Path("sheet.png"))
    parser.add_argument("--guidance", type=float, nargs="+", default=[1.0, 2.0, 4.0])
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--rows", type=int, default=2)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    {"reconstructions": reconstructions, "samples": samples, "cells": cells}[args.what](args)


if __name__ == "__main__":
    main()
