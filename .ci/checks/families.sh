#!/usr/bin/env bash
# Exports a tiny pipeline of every family that the exporter knows, and has the job's engine and samplers make its images.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
python=$(environment export "$root"/generator-udf/src/main/python/export/requirements.txt \
  "$root"/generator-udf/src/main/python/export/requirements-text.txt \
  "$root"/generator-udf/src/test/python/export/requirements-test.txt)
PYTHONDONTWRITEBYTECODE=1 "$python" "$root/generator-udf/src/test/python/export/make_family_bundles.py" "$scratch/families"
cd -- "$root"
mvn -B -q -pl generator-udf -am -Dtest=FamilyBundlesCheck -Dsurefire.failIfNoSpecifiedTests=false \
  "-Disonomy.families=$scratch/families" test
