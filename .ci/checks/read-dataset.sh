#!/usr/bin/env bash
# Opens a small data set with the readers its users have, from a folder and from an S3 server: datasets, DuckDB, pyarrow,
# pandas, a PyTorch DataLoader, mlcroissant (folders only), Spark 3.5 and 4.0; exports it as WebDataset shards and reads
# those, too.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
# shellcheck source=.ci/lib/spark.bash
source "$root/.ci/lib/spark.bash"
tools=$root/spark-job/src/test/python

python=$(python_with "$tools/requirements.txt")
run=$(small_run)

rm -rf "$build/shards"
"$root/deploy/local/isonomy" export --dataset "$run/dataset" --output "$build/shards"
"$python" "$tools/read_shards.py" "$build/shards" "$run/dataset"

export ISONOMY_CLUSTER_DIR=$build/s3
# The server's own; whoever runs this may have real ones, and a Spark of their own, which must not be taken for these.
export AWS_ACCESS_KEY_ID=check AWS_SECRET_ACCESS_KEY=check-only
unset AWS_SESSION_TOKEN AWS_PROFILE SPARK_HOME
rm -rf -- "$ISONOMY_CLUSTER_DIR"
trap '"$root/deploy/local/cluster" stop' EXIT
ISONOMY_S3_ENDPOINT=$("$root/deploy/local/cluster" start-s3)
export ISONOMY_S3_ENDPOINT
"$root/deploy/local/cluster" put "$run/dataset" s3a://bucket/

# The DuckDB of the requirements has no httpfs on PyPI yet, so it reads the folder only.
"$python" "$tools/read_dataset.py" "$run/dataset"
duckdb=$build/duckdb-1.5.5
[[ -d $duckdb/duckdb ]] ||
  "$python" -m pip install -q --target "$duckdb" duckdb==1.5.5 duckdb-extension-httpfs==1.5.5
PYTHONPATH=$duckdb "$python" "$tools/read_dataset.py" "$run/dataset" s3://bucket/dataset

# Two versions of Spark cannot share an environment.
for version in 3.5.6 4.0.1; do
  spark=$(distribution "$python" "$version")
  ISONOMY_S3_JARS=$(s3_jars_for "$version")
  export ISONOMY_S3_JARS
  PYTHONPATH=$spark PYSPARK_PYTHON=$python \
    "$python" "$tools/read_with_spark.py" "$run/dataset" s3a://bucket/dataset 2>"$build/spark.log" ||
    { tail -n 20 "$build/spark.log" >&2; exit 1; }
done
