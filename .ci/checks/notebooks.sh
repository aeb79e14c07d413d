#!/usr/bin/env bash
# Executes all notebooks headless on a small run and a miniature of the downstream experiment; refuses stored outputs.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"

python=$(python_with "$root/notebooks/requirements.txt")
run=$(small_run)

tools=$root/portraits/src/main/python/downstream
jar=$(find "$root/spark-job/target" -maxdepth 1 -name 'spark-job-*-job.jar' | head -n 1)
portraits() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$jar" dev.isonomy.portraits.PortraitExport \
    --out "$build/$1" --count "$2" --seed "$3" --distribution "$4"
  "$python" "$tools/prepare.py" "$build/$1" "$build/$1.parquet"
}
portraits skewed 60 1001 natural
portraits test 360 1002 balanced
OMP_NUM_THREADS=1 "$python" "$tools/experiment.py" --skewed "$build/skewed.parquet" --test "$build/test.parquet" \
  --complement "$run/dataset" --unbalanced "$run/dataset" \
  --bundle "$root/portraits/src/main/resources/dev/isonomy/portraits/bundles/portraits" --seeds 2 --steps 20 --out "$build/downstream.json"

export ISONOMY_DOWNSTREAM=$build/downstream.json
export ISONOMY_RUN=$run ISONOMY_DATASET=$run/dataset PYTHONWARNINGS=ignore
export IPYTHONDIR=$build/ipython
"$python" "$root/notebooks/execute.py" "$root"/notebooks/*.ipynb
