#!/usr/bin/env bash
# Lifts the images of a small run to 3D and opens the page about it in a real browser: assets can be turned around, at
# three widths, without a network; takes screenshots (build/checks/screenshots).
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
# shellcheck source=.ci/lib/browser.bash
source "$root/.ci/lib/browser.bash"

page=${1:-}
if [[ -z $page ]]; then
  run=$(small_run)
  "$root/deploy/local/isonomy" lift --set "isonomy.run.dir=$run" >&2
  page=$run/lift.html
fi
probe "$page" "$root/spark-job/src/test/browser/lift-probe.js"
shoot "$page" lift- 1800
printf 'assets can be turned around in %s; screenshots in %s\n' "$("$browser" --version 2>/dev/null)" "${shots#"$root"/}"
