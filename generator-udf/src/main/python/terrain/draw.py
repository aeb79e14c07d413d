"""Draws height maps from the network of adaptive-terrain-diffusion, unaided and labelled: what the job's mixture is fitted to.

    python draw.py --count 240 --out heights.parquet

One step from sigma 80 with difficulties drawn evenly, as the package does it. The table has the image as a 16-bit grey PNG, and its
relief and slope by `heights.py`.
"""

import argparse
import io
from pathlib import Path

import numpy as np
import onnxruntime
import pyarrow
import pyarrow.parquet
import torch
from PIL import Image

import heights
from make_bundle import weights

SIGMA, SIZE, BATCH, LARGEST = 80.0, 128, 8, 65535


def drawn(session, count: int, draw: np.random.Generator) -> np.ndarray:
    """Images in [-1, 1], one channel."""
    noisy = SIGMA * draw.standard_normal((count, 1, SIZE, SIZE), dtype=np.float32)
    sigma, difficulty = np.full(count, SIGMA, np.float32), draw.random(count, dtype=np.float32)
    return session.run(["denoised"], {"noisy": noisy, "sigma": sigma, "difficulty": difficulty})[0].clip(-1, 1)


def png(image: np.ndarray) -> bytes:
    numbers = np.rint((image + 1) / 2 * LARGEST).astype(np.uint16)
    file = io.BytesIO()
    Image.fromarray(numbers).save(file, "PNG")
    return file.getvalue()


@torch.no_grad()
def classes(images: np.ndarray) -> dict:
    """The names of the classes of each attribute."""
    logits = heights.Labeler()(torch.from_numpy(images))
    found, first = {}, 0
    for name, names in heights.ATTRIBUTES.items():
        chosen = logits[:, first : first + len(names)].argmax(1).tolist()
        found[name] = [names[each] for each in chosen]
        first += len(names)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    session = onnxruntime.InferenceSession(str(weights()), providers=["CPUExecutionProvider"])
    draw = np.random.default_rng(args.seed)
    columns = {"image": [], **{name: [] for name in heights.ATTRIBUTES}}
    for first in range(0, args.count, BATCH):
        images = drawn(session, min(BATCH, args.count - first), draw)
        columns["image"] += [png(image[0]) for image in images]
        for name, found in classes(images).items():
            columns[name] += found
    pyarrow.parquet.write_table(pyarrow.table(columns), args.out)
    pairs = list(zip(*(columns[name] for name in heights.ATTRIBUTES)))
    print(", ".join(f"{pairs.count(pair)} {' and '.join(pair)}" for pair in sorted(set(pairs))))


if __name__ == "__main__":
    main()
