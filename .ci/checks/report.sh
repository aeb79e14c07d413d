#!/usr/bin/env bash
# Opens the report of a small run in a real browser: what a reader does works, at three widths; takes screenshots in
# light, dark and print for people to look at (build/checks/screenshots).
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
# shellcheck source=.ci/lib/browser.bash
source "$root/.ci/lib/browser.bash"

report=${1:-$(small_run)/audit.html}
probe "$report" "$root/spark-job/src/test/browser/probe.js"
shoot "$report" '' 4200
printf 'the report works in %s; screenshots in %s\n' "$("$browser" --version 2>/dev/null)" "${shots#"$root"/}"
