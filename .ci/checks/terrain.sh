#!/usr/bin/env bash
# A network that others made, adaptive-terrain-diffusion, balanced by configuration alone: a bundle by its contract, height maps
# that it draws unaided, and a set with equal cells. The audit must find the set balanced and the model unaided not.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
cd -- "$root"
terrain=generator-udf/src/main/python/terrain
export PYTHONDONTWRITEBYTECODE=1
python=$(environment export generator-udf/src/main/python/export/requirements{,-text}.txt \
  generator-udf/src/test/python/export/requirements-test.txt)
# Without its dependencies, of which onnxruntime-gpu is one.
"$python" -m pip install -q --disable-pip-version-check --no-deps -r "$terrain/requirements.txt"

made=$build/terrain
rm -rf -- "$made"
mkdir -p -- "$made"
"$python" "$terrain/make_bundle.py" --out "$made/bundle"
"$python" "$terrain/draw.py" --count 240 --out "$made/heights.parquet"
deploy/local/isonomy run --config "$terrain/balance.conf" --set "isonomy.run.dir=$made/run" \
  --set "isonomy.bundle.uri=$made/bundle" --set "isonomy.source.path=$made/heights.parquet"
"$python" "$terrain/sheet.py" --unaided "$made/heights.parquet" --balanced "$made/run/dataset" --out "$made/sheet.png"
"$python" - "$made/run/audit.json" <<'PYTHON'
import json, sys

audit = json.load(open(sys.argv[1]))
methods = audit["methods"]
counts = {name: cell["count"] for name, cell in audit["cells"].items() if cell["target_share"] > 0}
assert len(counts) == 5 and set(counts.values()) == {8}, f"quotas must be 8 in each of five cells but are {counts}"
assert audit["balanced"] is True, audit["verdict"]
for judge in ("labeler", "auditor"):
    # The distance to equal shares; the model unaided also draws cells that are excluded, where its KL is infinite.
    unaided, balanced = (methods[name][judge]["fd"] for name in ("prior", "conditional"))
    print(f"distance to equal cells by the {judge}: {unaided:.3f} unaided, {balanced:.3f} balanced")
    assert balanced < unaided, f"the {judge} finds the set no more balanced than the model unaided"
    assert methods["prior"][judge]["kl"] is None or methods["prior"][judge]["kl"] > methods["conditional"][judge]["kl"]
assert methods["conditional"]["labeler"]["kl"] < 1e-9, "the labeler decides and must find equal cells"
PYTHON
