#!/usr/bin/env bash
# Opens a small data set with the readers its users have: datasets, DuckDB, pyarrow, pandas, a PyTorch DataLoader,
# mlcroissant, Spark 3.5 and 4.0; exports it as WebDataset shards and reads those, too.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
tools=$root/spark-job/src/test/python

python=$(python_with "$tools/requirements.txt")
run=$(small_run)

"$python" "$tools/read_dataset.py" "$run/dataset"

rm -rf "$build/shards"
"$root/deploy/local/isonomy" export --dataset "$run/dataset" --output "$build/shards"
"$python" "$tools/read_shards.py" "$build/shards" "$run/dataset"

# Two versions of Spark cannot share an environment.
for version in 3.5.6 4.0.1; do
  spark=$build/pyspark-$version
  [[ -d $spark/pyspark ]] || "$python" -m pip install -q --target "$spark" "pyspark==$version"
  PYTHONPATH=$spark PYSPARK_PYTHON=$python "$python" "$tools/read_with_spark.py" "$run/dataset" 2>"$build/spark.log" ||
    { tail -n 20 "$build/spark.log" >&2; exit 1; }
done
