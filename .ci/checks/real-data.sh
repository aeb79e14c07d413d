#!/usr/bin/env bash
# What docs/real-data.md does, on a few grey images: an ImageFolder and a Parquet file that Hugging Face datasets wrote are
# audited and encoded, and every image keeps its class.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"

python=$(python_with "$root/spark-job/src/test/python/requirements.txt")
set=$build/foreign
rm -rf -- "$set"
mkdir -p "$set"
HF_HUB_OFFLINE=1 "$python" "$root/.ci/checks/foreign_images.py" write "$set"

isonomy=$root/deploy/local/isonomy
"$isonomy" audit --dataset "$set/set.parquet" --labels tone,hue -o "$set/audit"
bundle=$root/generator-udf/src/test/resources/bundles/tiny
"$isonomy" encode --set "isonomy.bundle.uri=$bundle" --set "isonomy.run.dir=$set/from-folder" \
  --set isonomy.source.kind=images --set "isonomy.source.path=$set/images"
"$isonomy" encode --set "isonomy.bundle.uri=$bundle" --set "isonomy.run.dir=$set/from-parquet" \
  --set isonomy.source.kind=parquet --set "isonomy.source.path=$set/set.parquet"
"$python" "$root/.ci/checks/foreign_images.py" compare "$set"
