"""Opens a data set that Isonomy made with the readers its users have.

    pip install -r spark-job/src/test/python/requirements.txt
    python spark-job/src/test/python/read_dataset.py isonomy-run/dataset

Hugging Face `datasets` must yield decoded images, named classes and the splits of the card; DuckDB, pyarrow, pandas,
mlcroissant and a PyTorch DataLoader must see the same rows. Every image must have the hash that its row claims and be
marked as synthetic; row groups must be small; splits must have the cells' proportions. Exit status 0 if all agree.
"""

import hashlib
import io
import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb
import mlcroissant
import pandas
import pyarrow.parquet as pq
import torch
from datasets import ClassLabel, Image, load_dataset
from PIL import Image as Pillow

SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MOST_PER_GROUP = 200
MOST_BYTES_PER_FILE = 500 << 20


def split_of(file):
    return file.name.split("-")[0]


def read_with_pyarrow(files):
    cells = Counter()
    for file in files:
        assert file.stat().st_size <= MOST_BYTES_PER_FILE, f"{file} is larger than 500 MB"
        parquet = pq.ParquetFile(file)
        groups = [parquet.metadata.row_group(group).num_rows for group in range(parquet.num_row_groups)]
        assert max(groups) <= MOST_PER_GROUP, f"row groups of {file} are too large: {groups}"
        table = parquet.read()
        for image, claimed in zip(table.column("image").to_pylist(), table.column("image_sha256").to_pylist()):
            assert hashlib.sha256(image["bytes"]).hexdigest() == claimed, image["path"]
            assert_marked(image["bytes"])
        cells.update((split_of(file), cell) for cell in table.column("cell").to_pylist())
    return cells


def assert_marked(png):
    picture = Pillow.open(io.BytesIO(png))
    picture.load()
    assert picture.info["Software"] == "Isonomy", picture.info
    assert SYNTHETIC in picture.info["XML:com.adobe.xmp"], picture.info


def read_with_duckdb(data):
    rows = duckdb.sql(
        "select regexp_extract(filename, '([a-z]+)-[^/]*$', 1), cell, count(*) "
        f"from read_parquet('{data}/*.parquet', filename = true) group by all"
    ).fetchall()
    return Counter({(split, cell): count for split, cell, count in rows})


def read_with_pandas(files):
    cells = Counter()
    for file in files:
        frame = pandas.read_parquet(file, columns=["cell", "image"])
        assert Pillow.open(io.BytesIO(frame["image"].iloc[0]["bytes"])).size[0] > 0
        cells.update((split_of(file), cell) for cell in frame["cell"])
    return cells


def read_with_croissant(directory):
    described = mlcroissant.Dataset(str(directory / "croissant.json"))
    assert not described.metadata.ctx.issues.errors, described.metadata.ctx.issues.report()
    assert "http://mlcommons.org/croissant/1.1" in described.metadata.conforms_to, described.metadata.conforms_to
    text = lambda value: value.decode() if isinstance(value, bytes) else value
    cells = Counter()
    for row in described.records("images"):
        assert row["images/image"].size[0] > 0
        cells[text(row["images/split"]), text(row["images/cell"])] += 1
    return cells


def read_with_datasets(loaded):
    cells = Counter()
    for split, rows in loaded.items():
        features = rows.features  # a deep copy at each access
        assert isinstance(features["image"], Image), features["image"]
        attributes = [name for name, kind in features.items() if isinstance(kind, ClassLabel)]
        assert attributes, f"no named classes in {features}"
        first = rows[0]
        assert first["image"].size[0] > 0 and first["image"].getpixel((0, 0)) is not None
        for row in rows.select_columns(attributes + ["cell"]):
            names = [features[name].int2str(row[name]) for name in attributes]
            assert ".".join(names) == row["cell"], row
            cells[split, row["cell"]] += 1
    return cells


def read_with_dataloader(loaded):
    def collate(rows):
        pixels = [torch.frombuffer(bytearray(row["image"].convert("RGB").tobytes()), dtype=torch.uint8) for row in rows]
        width, height = rows[0]["image"].size
        images = torch.stack(pixels).view(-1, height, width, 3).permute(0, 3, 1, 2).float() / 255
        return images, [row["cell"] for row in rows]

    cells = Counter()
    for split, rows in loaded.items():
        for images, names in torch.utils.data.DataLoader(rows, batch_size=64, shuffle=True, collate_fn=collate):
            assert images.shape[1] == 3 and 0 <= images.min() and images.max() <= 1 and images.std() > 0
            cells.update((split, name) for name in names)
    return cells


def assert_stratified(cells):
    """No split is further than an image per cell from its share, plus one for the edges of the units."""
    total = Counter()
    sizes = Counter()
    for (split, cell), count in cells.items():
        total[cell] += count
        sizes[split] += count
    for split, size in sizes.items():
        for cell, count in total.items():
            expected = count * size / sum(sizes.values())
            assert abs(cells[split, cell] - expected) < 2, f"{split} has {cells[split, cell]} of {cell}, not {expected}"
    return sizes


def main(directory):
    directory = Path(directory)
    files = sorted((directory / "data").glob("*.parquet"))
    assert files, f"no Parquet files in {directory}/data"
    readers = {"pyarrow": read_with_pyarrow(files)}
    with tempfile.TemporaryDirectory() as cache:
        loaded = load_dataset(str(directory), cache_dir=cache)
        readers["datasets"] = read_with_datasets(loaded)
        readers["a PyTorch DataLoader"] = read_with_dataloader(loaded)
        size = loaded["train"][0]["image"].size
    readers["DuckDB"] = read_with_duckdb(directory / "data")
    readers["pandas"] = read_with_pandas(files)
    readers["mlcroissant"] = read_with_croissant(directory)
    expected = readers["pyarrow"]
    for name, found in readers.items():
        assert found == expected, f"{name} reads {found}, pyarrow reads {expected}"
    sizes = assert_stratified(expected)
    print(
        f"{sum(expected.values())} images of {size[0]}x{size[1]} ({', '.join(f'{s} {n}' for s, n in sizes.items())}), "
        f"read alike by {', '.join(readers)}"
    )


if __name__ == "__main__":
    main(sys.argv[1])
