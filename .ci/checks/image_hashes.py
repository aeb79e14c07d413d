"""Prints one hash over all images of a data set: of sample ids and SHA-256 of the pictures' bytes, in order.

    python3 image_hashes.py RUN_DIRECTORY EXPECTED_IMAGES        (needs pyarrow)

Fails if a picture is not the one that its row names, a sample is there twice, or the count is another one.
"""

import hashlib
import pathlib
import sys

import pyarrow.parquet as pq


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("dataset/data/*.parquet"))
    images = {}
    for file in files:
        for row in pq.read_table(file, columns=["sample_id", "image", "image_sha256"]).to_pylist():
            digest = hashlib.sha256(row["image"]["bytes"]).hexdigest()
            if digest != row["image_sha256"]:
                sys.exit(f"{row['sample_id']} is another picture than its row says")
            if row["sample_id"] in images:
                sys.exit(f"{row['sample_id']} is there twice")
            images[row["sample_id"]] = digest
    if len(images) != int(sys.argv[2]):
        sys.exit(f"{len(images)} images where {sys.argv[2]} were wanted")
    whole = "\n".join(f"{sample} {digest}" for sample, digest in sorted(images.items()))
    print(hashlib.sha256(whole.encode()).hexdigest())


if __name__ == "__main__":
    main()
