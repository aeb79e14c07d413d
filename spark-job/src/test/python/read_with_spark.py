"""Opens a data set that Isonomy made with Spark: rows, splits and pictures.

    PYTHONPATH=<where pyspark is> python spark-job/src/test/python/read_with_spark.py isonomy-run/dataset
"""

import io
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pyspark
from PIL import Image
from pyspark.sql import SparkSession


def main(directory):
    data = Path(directory) / "data"
    expected = Counter(
        cell for file in data.glob("*.parquet") for cell in pq.read_table(file, columns=["cell"])["cell"].to_pylist()
    )
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    rows = spark.read.parquet(str(data))
    counted = Counter({row["cell"]: row["count"] for row in rows.groupBy("cell").count().collect()})
    assert counted == expected, (counted, expected)
    first = rows.select("image.bytes").first()[0]
    assert Image.open(io.BytesIO(bytes(first))).convert("RGB").size[0] > 0
    splits = {file.name.split("-")[0] for file in data.glob("*.parquet")}
    by_split = {split: spark.read.parquet(str(data / f"{split}-*.parquet")).count() for split in splits}
    assert sum(by_split.values()) == sum(expected.values()), by_split
    print(f"{sum(counted.values())} images, read alike by Spark {pyspark.__version__}")
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
