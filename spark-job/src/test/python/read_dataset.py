"""Opens a data set that Isonomy made with the readers its users have.

    pip install -r spark-job/src/test/python/requirements.txt
    python spark-job/src/test/python/read_dataset.py isonomy-run/dataset

Hugging Face `datasets` must yield decoded images and named classes; DuckDB and pyarrow must see the same
rows, and every image must have the hash that its row claims. Exit status 0 if all agree.
"""

import hashlib
import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from datasets import ClassLabel, Image, load_dataset


def read_with_pyarrow(files):
    tables = [pq.read_table(file) for file in files]
    for table in tables:
        images = table.column("image").to_pylist()
        claimed = table.column("image_sha256").to_pylist()
        for image, sha256 in zip(images, claimed):
            assert hashlib.sha256(image["bytes"]).hexdigest() == sha256, image["path"]
    groups = [
        pq.ParquetFile(file).metadata.row_group(group).num_rows
        for file in files
        for group in range(pq.ParquetFile(file).num_row_groups)
    ]
    assert max(groups) <= 400, f"row groups are too large: {max(groups)} images"
    return Counter(cell for table in tables for cell in table.column("cell").to_pylist())


def read_with_duckdb(data):
    rows = duckdb.sql(f"select cell, count(*) from '{data}/*.parquet' group by all").fetchall()
    return Counter(dict(rows))


def read_with_datasets(directory, cache):
    loaded = load_dataset(str(directory), cache_dir=cache)
    assert list(loaded) == ["train"], f"expected one split, found {list(loaded)}"
    train = loaded["train"]
    features = train.features  # a deep copy at each access
    assert isinstance(features["image"], Image), features["image"]
    attributes = [name for name, kind in features.items() if isinstance(kind, ClassLabel)]
    assert attributes, f"no named classes in {features}"
    first = train[0]
    assert first["image"].size[0] > 0 and first["image"].getpixel((0, 0)) is not None
    cells = Counter()
    columns = train.select_columns(attributes + ["cell"])
    for row in columns:
        names = [features[name].int2str(row[name]) for name in attributes]
        assert ".".join(names) == row["cell"], row
        cells[row["cell"]] += 1
    return cells, first["image"].size


def main(directory):
    directory = Path(directory)
    files = sorted((directory / "data").glob("*.parquet"))
    assert files, f"no Parquet files in {directory}/data"
    with tempfile.TemporaryDirectory() as cache:
        by_datasets, size = read_with_datasets(directory, cache)
    by_pyarrow = read_with_pyarrow(files)
    by_duckdb = read_with_duckdb(directory / "data")
    assert by_datasets == by_pyarrow == by_duckdb, (by_datasets, by_pyarrow, by_duckdb)
    counts = sorted(by_pyarrow.values())
    print(
        f"{sum(counts)} images of {size[0]}x{size[1]} in {len(counts)} cells ({counts[0]} to {counts[-1]} each), "
        "read alike by datasets, DuckDB and pyarrow"
    )


if __name__ == "__main__":
    main(sys.argv[1])
