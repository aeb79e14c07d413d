#!/usr/bin/env bash
# Tests the exporter, which turns checkpoints into bundles, in an environment of its own with its pinned requirements.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
cd -- "$root/generator-udf"
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
python=$(environment export src/main/python/export/requirements{,-text}.txt src/test/python/export/requirements-test.txt)
# Without its dependencies, of which onnxruntime-gpu is one.
"$python" -m pip install -q --disable-pip-version-check --no-deps -r src/main/python/terrain/requirements.txt
PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest -q -rs -p no:cacheprovider --basetemp "$scratch/tests" src/test/python/export src/test/python/terrain
