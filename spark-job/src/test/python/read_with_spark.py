"""Opens a data set that Isonomy made with Spark: rows, splits and images.

    PYTHONPATH=<where pyspark is> python spark-job/src/test/python/read_with_spark.py isonomy-run/dataset [s3a://...]

Further places must hold the same data set as the first, which is a folder. S3 is the server at ISONOMY_S3_ENDPOINT;
ISONOMY_S3_JARS has the jars, separated by commas, with which this version of Spark reads from there.
"""

import io
import os
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pyspark
from PIL import Image
from pyspark.sql import SparkSession


def open_session():
    builder = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
    )
    endpoint = os.environ.get("ISONOMY_S3_ENDPOINT")
    if endpoint:
        builder = (
            builder.config("spark.jars", os.environ["ISONOMY_S3_JARS"])
            .config("spark.hadoop.fs.s3a.endpoint", endpoint)
            .config("spark.hadoop.fs.s3a.endpoint.region", "us-east-1")
            .config("spark.hadoop.fs.s3a.path.style.access", "true")
        )
    return builder.getOrCreate()


def read(spark, data, splits):
    first = spark.read.parquet(data).select("image.bytes").first()[0]
    assert Image.open(io.BytesIO(bytes(first))).convert("RGB").size[0] > 0
    return Counter(
        {
            (split, row["cell"]): row["count"]
            for split in splits
            for row in spark.read.parquet(f"{data}/{split}-*.parquet").groupBy("cell").count().collect()
        }
    )


def main(places):
    expected = Counter(
        (file.name.split("-")[0], cell)
        for file in (Path(places[0]) / "data").glob("*.parquet")
        for cell in pq.read_table(file, columns=["cell"])["cell"].to_pylist()
    )
    spark = open_session()
    for place in places:
        data = f"{place}/data"
        counted = read(spark, data, {split for split, _ in expected})
        assert counted == expected, (place, counted, expected)
        assert spark.read.parquet(data).count() == expected.total(), place
        origin = "S3" if place.startswith("s3a://") else "a folder"
        print(f"{counted.total()} images, read alike from {origin} by Spark {pyspark.__version__}")
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
