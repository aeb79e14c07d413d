#!/usr/bin/env bash
# Fits, transforms, saves and loads the mixture from a pipeline in PySpark, against the jar of this tree.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
cd -- "$root"

built_jar() {
  find gmm-fit/target -maxdepth 1 -name 'gmm-fit-*.jar' ! -name '*sources*' ! -name '*tests*' 2>/dev/null | head -n 1
}

jar=$(built_jar)
if [[ -z $jar ]]; then
  mvn -B -q -pl gmm-fit -am -DskipTests package
  jar=$(built_jar)
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python=$(python_with gmm-fit/src/test/python/requirements-pyspark.txt)
PYSPARK_PYTHON=$python PYTHONPATH=gmm-fit/src/main/python SPARK_LOCAL_IP=127.0.0.1 \
  "$python" gmm-fit/src/test/python/check_pyspark.py "$jar" "$scratch/saved"
