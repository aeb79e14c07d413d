"""Prints one hash over all images of a data set: of sample ids and the identities of their pixels, in order.

    python3 image_hashes.py RUN_DIRECTORY EXPECTED_IMAGES        (needs pyarrow)

Pixels are compared, not files, whose compressed bytes depend on the JVM. Fails if a file is not the one that its row
names, a sample is there twice, or the count is another one.
"""

import hashlib
import pathlib
import sys

import pyarrow.parquet as pq


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("dataset/data/*.parquet"))
    images = {}
    for file in files:
        for row in pq.read_table(file, columns=["sample_id", "image", "pixels_sha256", "file_sha256"]).to_pylist():
            if hashlib.sha256(row["image"]["bytes"]).hexdigest() != row["file_sha256"]:
                sys.exit(f"{row['sample_id']} is another file than its row says")
            if row["sample_id"] in images:
                sys.exit(f"{row['sample_id']} is there twice")
            images[row["sample_id"]] = row["pixels_sha256"]
    if len(images) != int(sys.argv[2]):
        sys.exit(f"{len(images)} images where {sys.argv[2]} were wanted")
    whole = "\n".join(f"{sample} {digest}" for sample, digest in sorted(images.items()))
    print(hashlib.sha256(whole.encode()).hexdigest())


if __name__ == "__main__":
    main()
