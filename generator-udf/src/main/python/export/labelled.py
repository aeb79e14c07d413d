"""Labelled images: a folder whose folders name classes, or Parquet with a column of images and one per attribute.

Classes are matched by their names alone: those of folders and texts as they are, those of numbers as Hugging Face's metadata in
the Parquet file names them.
"""

import io
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from errors import ExportError, shown

IMAGE = "image"
MISSING = -1


@dataclass
class Labelled:
    """Images in [-1, 1] of a bundle's shape, and per attribute the number of each one's class, -1 where it has none."""

    where: str
    pixels: torch.Tensor
    labels: dict
    skipped: int


def read(path: Path, attributes: dict, image: tuple) -> Labelled:
    if path.is_dir() and not list(path.rglob("*.parquet")):
        files, labels = of_folder(path, attributes)
    elif path.exists():
        files, labels = of_parquet(path, attributes)
    else:
        raise ExportError(f"--calibrate {path} does not exist; it must be a folder of images, or Parquet")
    kept, rows = [], []
    for source, row in zip(files, labels, strict=True):
        pixels = decoded(source, image)
        if pixels is not None:
            kept.append(pixels)
            rows.append(row)
    if not kept:
        raise ExportError(f"--calibrate {path} holds no labelled image that Pillow reads, of {len(files)}")
    columns = {name: torch.tensor([row[a] for row in rows]) for a, name in enumerate(attributes)}
    return Labelled(f"--calibrate {path}", torch.cat(kept), columns, len(files) - len(kept))


def decoded(source, image: tuple) -> torch.Tensor | None:
    """[1, C, H, W] in [-1, 1], upright and cut to the shape; none where it is no image."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(source) as opened:
            mode = {1: "L", 3: "RGB", 4: "RGBA"}[image[0]]
            upright = ImageOps.exif_transpose(opened).convert(mode)
    except (UnidentifiedImageError, OSError):
        return None
    cut = ImageOps.fit(upright, (image[2], image[1]), Image.Resampling.BILINEAR)
    levels = np.asarray(cut, dtype=np.float32).reshape(image[1], image[2], image[0])
    return torch.from_numpy(levels.copy()).permute(2, 0, 1).unsqueeze(0) / 127.5 - 1


def of_folder(path: Path, attributes: dict) -> tuple:
    """Files below a folder named like a cell (feminine.young), or below one per attribute, in their order (feminine/young)."""
    files = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
    found = [(file, cell(file.relative_to(path).parts[:-1], list(attributes.values()))) for file in files]
    labelled = [(file, row) for file, row in found if row is not None]
    if not labelled:
        example = "/".join(classes[0] for classes in attributes.values())
        raise ExportError(f"--calibrate {path}: no folder names a class of each of {', '.join(attributes)}, as {example} does")
    return [file for file, _ in labelled], [row for _, row in labelled]


def cell(folders: tuple, classes: list) -> list | None:
    for at, folder in enumerate(folders):
        # As in the job's names of cells, a dot inside a class's name is written %2E.
        parts = [part.replace("%2E", ".").replace("%25", "%") for part in folder.split(".")] if len(classes) > 1 else [folder]
        for names in (parts, list(folders[at : at + len(classes)])):
            if len(names) == len(classes):
                row = [index(known, name) for known, name in zip(classes, names)]
                if MISSING not in row:
                    return row
    return None


def index(classes: list, name: str) -> int:
    plain = [unicodedata.normalize("NFC", each) for each in classes]
    wanted = unicodedata.normalize("NFC", name)
    return plain.index(wanted) if wanted in plain else MISSING


def of_parquet(path: Path, attributes: dict) -> tuple:
    import pyarrow.dataset

    try:
        table = pyarrow.dataset.dataset(str(path), format="parquet").to_table()
    except Exception as error:  # pyarrow raises its own
        raise ExportError(f"--calibrate {path} cannot be read as Parquet: {str(error).splitlines()[0]}") from error
    for name in (IMAGE, *attributes):
        if name not in table.column_names:
            raise ExportError(f"--calibrate {path} must have a column {name} but has {', '.join(table.column_names)}")
    named = class_names(table.schema.metadata or {})
    columns = [numbers(table[name].to_pylist(), classes, named.get(name), f"--calibrate {path}: {name}") for name, classes in attributes.items()]
    images = [each["bytes"] if isinstance(each, dict) else each for each in table[IMAGE].to_pylist()]
    rows = [(io.BytesIO(data), list(row)) for data, *row in zip(images, *columns) if data is not None and max(row) >= 0]
    if not rows:
        raise ExportError(f"--calibrate {path} has no row with an image and a label")
    return [source for source, _ in rows], [row for _, row in rows]


def class_names(metadata: dict) -> dict:
    """What Hugging Face's metadata calls the classes of each column."""
    try:
        features = json.loads(metadata.get(b"huggingface", b"{}")).get("info", {}).get("features", {})
        return {name: feature["names"] for name, feature in features.items() if isinstance(feature, dict) and "names" in feature}
    except (ValueError, AttributeError):
        return {}


def numbers(values: list, classes: list, names: list | None, where: str) -> list:
    """The class of each row by its name; missing ones (null, NaN, -1) are -1."""
    found = []
    for row, value in enumerate(values):
        if value is None or value == -1 or value != value:
            found.append(MISSING)
            continue
        name = value
        if isinstance(value, int) and not isinstance(value, bool):
            if names is None:
                raise ExportError(f"{where} has numbers that the file's metadata does not name; write the classes' names instead")
            if not 0 <= value < len(names):
                raise ExportError(f"{where}: row {row} must be in [0, {len(names)}) but is {value}")
            name = names[value]
        number = index(classes, name) if isinstance(name, str) else MISSING
        if number == MISSING:
            raise ExportError(f"{where}: row {row} must be one of {', '.join(classes)} but is {shown(name)}")
        found.append(number)
    return found
