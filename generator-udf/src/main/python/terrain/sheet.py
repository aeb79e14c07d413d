"""Draws height maps as shaded reliefs: one row the model unaided, then one per cell of a balanced set.

    python sheet.py --unaided heights.parquet --balanced run/dataset --out sheet.png

Light comes from the north-west; brightness is comparable between maps, as the slopes are in metres per metre.
"""

import argparse
import io
from pathlib import Path

import numpy as np
import pyarrow.dataset
import torch
from PIL import Image, ImageDraw

import heights

LARGEST, MARGIN, LABEL = 65535, 4, 110
LIGHT = np.array([-1.0, -1.0, 1.4]) / np.linalg.norm([-1.0, -1.0, 1.4])


def shaded(image: bytes) -> Image.Image:
    pixels = np.asarray(Image.open(io.BytesIO(image))).astype(np.float32) / LARGEST * 2 - 1
    metres = heights.Heights()(torch.from_numpy(pixels)).numpy()
    down, across = np.gradient(metres, heights.SPACING)
    normal = np.stack([-across, -down, np.ones_like(across)], -1)
    light = (normal / np.linalg.norm(normal, axis=-1, keepdims=True)) @ LIGHT
    return Image.fromarray(np.uint8(np.clip(light, 0, 1) * 255))


def rows(path: Path) -> list[dict]:
    columns = ["image", *heights.ATTRIBUTES]
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    found = pyarrow.dataset.dataset([str(file) for file in files]).to_table(columns).to_pylist()
    for row in found:
        row["image"] = row["image"]["bytes"] if isinstance(row["image"], dict) else row["image"]
    return found


def cell(row: dict) -> str:
    """The cell's name; a class is a name in a table of draw.py, an index in a data set."""
    names = [row[name] if isinstance(row[name], str) else of[row[name]] for name, of in heights.ATTRIBUTES.items()]
    return ".".join(names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unaided", type=Path, required=True)
    parser.add_argument("--balanced", type=Path, required=True)
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    balanced = {}
    for row in rows(args.balanced):
        balanced.setdefault(cell(row), []).append(row)
    lines = [("unaided", rows(args.unaided))] + [(name, balanced[name]) for name in sorted(balanced)]
    step = 128 + MARGIN
    sheet = Image.new("L", (LABEL + args.columns * step, len(lines) * step), 255)
    for at, (name, found) in enumerate(lines):
        ImageDraw.Draw(sheet).text((4, at * step + 58), name, fill=0)
        for column, row in enumerate(found[: args.columns]):
            sheet.paste(shaded(row["image"]), (LABEL + column * step, at * step))
    sheet.save(args.out, optimize=True)


if __name__ == "__main__":
    main()
