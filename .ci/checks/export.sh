#!/usr/bin/env bash
# Tests the exporter, which turns checkpoints into bundles, in a fresh environment with its pinned requirements.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install -q --disable-pip-version-check --no-compile \
  -r generator-udf/src/main/python/export/requirements.txt \
  -r generator-udf/src/test/python/export/requirements-test.txt
PYTHONDONTWRITEBYTECODE=1 "$scratch/venv/bin/python" -m pytest -q -p no:cacheprovider \
  --basetemp "$scratch/tests" generator-udf/src/test/python/export
