#!/usr/bin/env bash
# Opens the report of a small run in a real browser: what a reader does works, at three widths; takes screenshots in
# light, dark and print for people to look at (build/checks/screenshots).
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [[ -z $browser ]]; then
  apt-get update -qq
  apt-get install -y -qq chromium >/dev/null
  browser=chromium
fi
report=${1:-$(small_run)/audit.html}
shots=$build/screenshots
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
mkdir -p "$shots"

browse() {
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$profile" --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --host-resolver-rules='MAP * ~NOTFOUND' "$@" 2>>"$shots/browser.log"
}

# The report with the probe at its end; its own policy forbids foreign scripts, not inline ones.
probed=$profile/probed.html
{
  sed 's|</body></html>||' "$report"
  printf '<script>addEventListener("load", () => {'
  cat "$root/spark-job/src/test/browser/probe.js"
  printf '});</script></body></html>\n'
} >"$probed"
for width in 1280 820 500; do
  browse --window-size="$width",900 --virtual-time-budget=5000 --dump-dom "file://$probed" >"$profile/page.html"
  grep -q '<title>FINE</title>' "$profile/page.html" ||
    { grep -o '<title>BROKEN[^<]*' "$profile/page.html" >&2; printf 'the report is broken at %s pixels\n' "$width" >&2; exit 1; }
done

browse --window-size=1280,4200 --screenshot="$shots/light.png" "file://$report"
browse --window-size=1280,4200 --blink-settings=preferredColorScheme=0 --screenshot="$shots/dark.png" "file://$report"
browse --window-size=500,4200 --screenshot="$shots/narrow.png" "file://$report"
browse --print-to-pdf="$shots/print.pdf" --no-pdf-header-footer "file://$report"
for shot in light.png dark.png narrow.png print.pdf; do
  [[ -s $shots/$shot ]] || { printf 'no screenshot %s\n' "$shot" >&2; exit 1; }
done
cmp -s "$shots/light.png" "$shots/dark.png" && { echo 'dark looks like light' >&2; exit 1; }
printf 'the report works in %s; screenshots in %s\n' "$("$browser" --version 2>/dev/null)" "${shots#"$root"/}"
