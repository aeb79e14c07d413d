"""Turns what PortraitExport wrote (images.u8, labels.csv) into a labelled Parquet: somebody's skewed data set.

    python prepare.py build/downstream/skewed build/downstream/skewed.parquet

Columns: image (struct of bytes and path), gender, age, skin, hair_colour, glasses as class numbers.
"""

import csv
import io
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

SIDE = 64
LABELS = ["gender", "age", "skin", "hair_colour", "glasses"]
IMAGES_PER_ROW_GROUP = 100


def png(pixels):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "png")
    return out.getvalue()


def main(source, target):
    source = Path(source)
    with open(source / "labels.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    pixels = np.fromfile(source / "images.u8", dtype=np.uint8).reshape(-1, SIDE, SIDE, 3)
    assert len(rows) == len(pixels), f"{len(rows)} labels but {len(pixels)} images in {source}"
    columns = {"image": [{"bytes": png(p), "path": f"portrait-{row['index']}.png"} for p, row in zip(pixels, rows)]}
    for label in LABELS:
        columns[label] = pa.array([int(row[label]) for row in rows], pa.int64())
    pq.write_table(pa.table(columns), target, row_group_size=IMAGES_PER_ROW_GROUP)
    print(f"{len(rows)} images in {target}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
