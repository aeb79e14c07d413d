#!/usr/bin/env bash
# Validates the files for EMR, Dataproc, Kubernetes and Airflow offline, with the tools of those who made the formats. Needs
# Python 3.11 to 3.13; everything else goes into a virtual environment of its own.
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

python3 -m venv "$scratch/venv"
# The list is complete, so nothing has to be resolved.
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-deps -r "$root/deploy/requirements-check.txt"
PYTHONPYCACHEPREFIX="$scratch/bytecode" "$scratch/venv/bin/python" "$root/.ci/checks/deploy/check.py"
