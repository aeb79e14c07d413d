"""Reads WebDataset shards that `isonomy export` wrote, with nothing but a tar reader, and compares them with the data set.

    python spark-job/src/test/python/read_shards.py shards isonomy-run/dataset
"""

import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

import pyarrow.parquet as pq
from PIL import Image


def main(shards, dataset):
    expected = {}
    for file in sorted((Path(dataset) / "data").glob("*.parquet")):
        table = pq.read_table(file, columns=["sample_id", "cell", "image_sha256"]).to_pylist()
        expected |= {row["sample_id"]: (file.name.split("-")[0], row["cell"], row["image_sha256"]) for row in table}
    found = {}
    files = sorted(Path(shards).glob("*.tar"))
    for file in files:
        members = {}
        with tarfile.open(file) as tar:
            for member in tar:
                members[member.name] = tar.extractfile(member).read()
        for name in [name for name in members if name.endswith(".json")]:
            labels, png = json.loads(members[name]), members[name[:-4] + "png"]
            assert Image.open(io.BytesIO(png)).size[0] > 0
            found[labels["sample_id"]] = (file.name.split("-")[0], labels["cell"], hashlib.sha256(png).hexdigest())
    assert found == expected, f"{len(found)} images in shards, {len(expected)} in the data set"
    print(f"{len(found)} images in {len(files)} shards, the same ones as in the data set")


if __name__ == "__main__":
    main(*sys.argv[1:3])
