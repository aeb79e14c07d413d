"""Opens a data set that Isonomy made with the readers its users have.

    pip install -r spark-job/src/test/python/requirements.txt
    python spark-job/src/test/python/read_dataset.py isonomy-run/dataset [s3://bucket/run/dataset ...]

Hugging Face `datasets` must yield decoded images, named classes and the splits of the card; DuckDB, pyarrow, pandas,
mlcroissant and a PyTorch DataLoader must see the same rows. Every file and its pixels must have the hashes that
the row claims and be marked as synthetic; row groups must be small; splits must have the cells' proportions. Further places must hold the
same data set as the first. Exit status 0 if all agree.

S3 is the server at ISONOMY_S3_ENDPOINT, with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. DuckDB needs its
extension httpfs there, which PyPI has for some of its versions only:

    pip install --target httpfs duckdb==1.5.5 duckdb-extension-httpfs==1.5.5
    PYTHONPATH=httpfs python spark-job/src/test/python/read_dataset.py ...
"""

import hashlib
import importlib.util
import io
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlparse

import duckdb
import mlcroissant
import pandas
import pyarrow.dataset
import pyarrow.fs
import pyarrow.parquet as pq
import torch
from datasets import ClassLabel, Features, Image, Value, load_dataset
from huggingface_hub import DatasetCard
from PIL import Image as Pillow
from pixels import pixels_sha256

SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MOST_PER_GROUP = 200
MOST_BYTES_PER_FILE = 500 << 20


class Place:
    """A data set's directory: a folder, or s3://bucket/... on a server."""

    def __init__(self, uri):
        self.uri = uri.rstrip("/")
        self.on_s3 = uri.startswith("s3://")
        self.endpoint = os.environ["ISONOMY_S3_ENDPOINT"] if self.on_s3 else None
        # Of fsspec, on which pandas and datasets rely.
        self.storage_options = {"endpoint_url": self.endpoint} if self.on_s3 else None
        if self.on_s3:
            self.files, self.path = pyarrow.fs.S3FileSystem(endpoint_override=self.endpoint), self.uri[len("s3://") :]
        else:
            self.files, self.path = pyarrow.fs.LocalFileSystem(), self.uri

    def parquet_files(self):
        found = self.files.get_file_info(pyarrow.fs.FileSelector(f"{self.path}/data"))
        files = sorted((file for file in found if file.extension == "parquet"), key=lambda file: file.path)
        assert files, f"no Parquet files in {self.uri}/data"
        return files

    def card(self):
        with self.files.open_input_stream(f"{self.path}/README.md") as card:
            return DatasetCard(card.read().decode()).data


def split_of(file):
    return file.base_name.split("-")[0]


def read_with_pyarrow(place):
    cells = Counter()
    for file in place.parquet_files():
        assert file.size <= MOST_BYTES_PER_FILE, f"{file.path} is larger than 500 MB"
        parquet = pq.ParquetFile(file.path, filesystem=place.files)
        groups = [parquet.metadata.row_group(group).num_rows for group in range(parquet.num_row_groups)]
        assert max(groups) <= MOST_PER_GROUP, f"row groups of {file.path} are too large: {groups}"
        table = parquet.read()
        for row in table.select(["image", "pixels_sha256", "file_sha256"]).to_pylist():
            png, path = row["image"]["bytes"], row["image"]["path"]
            assert hashlib.sha256(png).hexdigest() == row["file_sha256"], path
            assert pixels_sha256(png) == row["pixels_sha256"], path
            assert_marked(png)
        assert_chances(table)
        cells.update((split_of(file), cell) for cell in table.column("cell").to_pylist())
    whole = pyarrow.dataset.dataset(f"{place.path}/data", filesystem=place.files)
    assert whole.count_rows() == cells.total()
    return cells


def assert_chances(table):
    """What was expected of an image's cell: a chance, or null where the image has no component or no clean latent."""
    rows = table.select(["component", "component_purity", "latent_posterior"]).to_pylist()
    for row in rows:
        assert (row["component_purity"] is None) == (row["component"] is None), row
        for name in ("component_purity", "latent_posterior"):
            assert row[name] is None or 0 <= row[name] <= 1, row


def assert_decodes(png):
    assert Pillow.open(io.BytesIO(png)).convert("RGB").size[0] > 0


def assert_marked(png):
    image = Pillow.open(io.BytesIO(png))
    image.load()
    assert image.info["Software"] == "Isonomy", image.info
    assert SYNTHETIC in image.info["XML:com.adobe.xmp"], image.info


def duckdb_for(place):
    database = duckdb.connect()
    if place.on_s3:
        # DuckDB would fetch it ("install httpfs") from a server of its own, which is not to be had everywhere.
        package = Path(importlib.util.find_spec("duckdb_extension_httpfs").origin).parent
        server = urlparse(place.endpoint)
        database.execute(f"load '{package}/extensions/v{duckdb.__version__}/httpfs.duckdb_extension'")
        database.execute(
            f"create secret (type s3, endpoint '{server.netloc}', url_style 'path', use_ssl {server.scheme == 'https'})"
        )
    return database


def read_with_duckdb(place):
    with duckdb_for(place) as database:
        files = f"read_parquet('{place.uri}/data/*.parquet', filename = true)"
        assert_decodes(database.sql(f"select image.bytes from {files} limit 1").fetchall()[0][0])
        rows = database.sql(
            f"select regexp_extract(filename, '([a-z]+)-[^/]*$', 1), cell, count(*) from {files} group by all"
        ).fetchall()
    return Counter({(split, cell): count for split, cell, count in rows})


def read_with_pandas(place):
    cells = Counter()
    for file in place.parquet_files():
        name = f"{place.uri}/data/{file.base_name}"
        frame = pandas.read_parquet(name, columns=["cell", "image"], storage_options=place.storage_options)
        assert_decodes(frame["image"].iloc[0]["bytes"])
        cells.update((split_of(file), cell) for cell in frame["cell"])
    whole = pandas.read_parquet(f"{place.uri}/data", columns=["cell"], storage_options=place.storage_options)
    assert len(whole) == cells.total()
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


def features_of(card):
    """The columns' types as a card tells them: the Parquet files alone do not name the classes."""

    def feature(kind):
        if kind == "image":
            return Image()
        return Value(kind) if isinstance(kind, str) else ClassLabel(names=list(kind["class_label"]["names"].values()))

    return Features({column["name"]: feature(column["dtype"]) for column in card["dataset_info"]["features"]})


def load(place, cache):
    if not place.on_s3:
        return load_dataset(place.uri, cache_dir=cache)
    # It opens no directory on S3, and reads no card beside files that it is told to load.
    card = place.card()
    files = {each["split"]: [f"{place.uri}/{path}" for path in each["path"]] for each in card["configs"][0]["data_files"]}
    return load_dataset(
        "parquet",
        data_files=files,
        features=features_of(card),
        storage_options=dict(place.storage_options),  # it writes options of its own into what it gets
        cache_dir=cache,
    )


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


def read(place):
    """Counts per split and cell by the readers' names, and the size of the images."""
    readers = {"pyarrow": read_with_pyarrow(place)}
    with tempfile.TemporaryDirectory() as cache:
        loaded = load(place, cache)
        readers["datasets"] = read_with_datasets(loaded)
        readers["a PyTorch DataLoader"] = read_with_dataloader(loaded)
        size = loaded["train"][0]["image"].size
    readers[f"DuckDB {duckdb.__version__}"] = read_with_duckdb(place)
    readers["pandas"] = read_with_pandas(place)
    if not place.on_s3:  # which it cannot open
        readers["mlcroissant"] = read_with_croissant(Path(place.uri))
    return readers, size


def main(uris):
    expected = None
    for uri in uris:
        readers, size = read(Place(uri))
        expected = expected or readers["pyarrow"]
        for name, found in readers.items():
            assert found == expected, f"{name} reads {found} from {uri}, but it should be {expected}"
        sizes = assert_stratified(expected)
        print(
            f"{expected.total()} images of {size[0]}x{size[1]} ({', '.join(f'{s} {n}' for s, n in sizes.items())}), "
            f"read alike from {'S3' if uri.startswith('s3://') else 'a folder'} by {', '.join(readers)}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
    # Arrow's threads may still let go of fsspec's files while the interpreter takes itself down, which aborts it once in a
    # while although all is read (apache/arrow#39162 and #34314, open): so it does not take itself down.
    sys.stdout.flush()
    os._exit(0)
