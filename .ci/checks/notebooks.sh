#!/usr/bin/env bash
# Executes all notebooks headless on a small run; refuses stored outputs.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"

python=$(python_with "$root/notebooks/requirements.txt")
run=$(small_run)
export ISONOMY_RUN=$run ISONOMY_DATASET=$run/dataset PYTHONWARNINGS=ignore
export IPYTHONDIR=$build/ipython
"$python" "$root/notebooks/execute.py" "$root"/notebooks/*.ipynb
