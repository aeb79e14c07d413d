"""A small labelled set of grey images, as other people's tools write it, and what became of it.

    python foreign_images.py write DIRECTORY     an ImageFolder and a Parquet file with named classes
    python foreign_images.py compare DIRECTORY   the audit's counts and both sources' latents against what was written

The cells have different sizes, and the Parquet file numbers its classes in alphabetical order, which is not the model's: a
reader that goes by position gets every count wrong.
"""

import collections
import io
import json
import pathlib
import sys

import numpy as np
import pyarrow.parquet as pq
from datasets import ClassLabel, Dataset, Features, Image
from PIL import Image as PIL

SIZE = 16
TONES = ["dark", "light"]
HUES = ["low", "middle", "high"]
COUNTS = {(tone, hue): 3 + 2 * t + h for t, tone in enumerate(TONES) for h, hue in enumerate(HUES)}


def png(random, tone: int, hue: int) -> bytes:
    grey = np.clip(60 + 110 * tone + 25 * hue + random.integers(-15, 15, (SIZE, SIZE)), 0, 255)
    file = io.BytesIO()
    PIL.fromarray(grey.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def write(root: pathlib.Path) -> None:
    random = np.random.default_rng(7)
    columns = {"image": [], "tone": [], "hue": []}
    for (tone, hue), count in COUNTS.items():
        folder = root / "images" / tone / hue
        folder.mkdir(parents=True)
        for number in range(count):
            encoded = png(random, TONES.index(tone), HUES.index(hue))
            (folder / f"{number:03}.png").write_bytes(encoded)
            for name, value in zip(columns, ({"bytes": encoded, "path": None}, tone, hue)):
                columns[name].append(value)
    features = Features({"image": Image(), "tone": ClassLabel(names=sorted(TONES)), "hue": ClassLabel(names=sorted(HUES))})
    Dataset.from_dict(columns, features=features).to_parquet(root / "set.parquet")


def latents(run: pathlib.Path) -> collections.Counter:
    """How often each (latent, labels) occurs; latents to four digits, as the last bits depend on the batch."""
    rows = pq.read_table(run / "latents").to_pylist()
    return collections.Counter((tuple(np.round(row["latent"], 4)), row["tone"], row["hue"]) for row in rows)


def compare(root: pathlib.Path) -> None:
    cells = json.loads((root / "audit" / "audit.json").read_text())["methods"]["dataset"]["labeler"]["cells"]
    counted = {name: cell["count"] for name, cell in cells.items()}
    wanted = {f"{tone}.{hue}": count for (tone, hue), count in COUNTS.items()}
    assert counted == wanted, f"audited {counted}, written {wanted}"
    folder, table = latents(root / "from-folder"), latents(root / "from-parquet")
    assert folder == table, "the ImageFolder and the Parquet file give different latents or labels"
    labels = collections.Counter()
    for (_, tone, hue), times in folder.items():
        labels[TONES[tone], HUES[hue]] += times
    assert labels == collections.Counter(COUNTS), f"encoded {labels}, written {COUNTS}"
    print(f"{sum(wanted.values())} grey images: audited, and encoded alike from a folder and from Parquet")


if __name__ == "__main__":
    {"write": write, "compare": compare}[sys.argv[1]](pathlib.Path(sys.argv[2]))
