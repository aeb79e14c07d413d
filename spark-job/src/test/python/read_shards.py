"""Reads WebDataset shards that `isonomy export` wrote, with nothing but a tar reader, and compares them with the data set.

    python spark-job/src/test/python/read_shards.py shards isonomy-run/dataset
"""

import hashlib
import json
import sys
import tarfile
from pathlib import Path

import pyarrow.parquet as pq
from pixels import pixels_sha256


def main(shards, dataset):
    expected = {}
    for file in sorted((Path(dataset) / "data").glob("*.parquet")):
        table = pq.read_table(file, columns=["sample_id", "cell", "pixels_sha256"]).to_pylist()
        expected |= {row["sample_id"]: (file.name.split("-")[0], row["cell"], row["pixels_sha256"]) for row in table}
    found = {}
    files = sorted(Path(shards).glob("*.tar"))
    for file in files:
        members = {}
        with tarfile.open(file) as tar:
            for member in tar:
                members[member.name] = tar.extractfile(member).read()
        for name in [name for name in members if name.endswith(".json")]:
            labels, png = json.loads(members[name]), members[name[:-4] + "png"]
            assert hashlib.sha256(png).hexdigest() == labels["file_sha256"], name
            assert pixels_sha256(png) == labels["pixels_sha256"], name
            found[labels["sample_id"]] = (file.name.split("-")[0], labels["cell"], labels["pixels_sha256"])
    assert found == expected, f"{len(found)} images in shards, {len(expected)} in the data set"
    print(f"{len(found)} images in {len(files)} shards, the same ones as in the data set")


if __name__ == "__main__":
    main(*sys.argv[1:3])
