# shellcheck shell=bash
# Sourced by the checks that open a page in a real browser; needs root, build and small_run of checks.bash.

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [[ -z $browser ]]; then
  apt-get update -qq
  apt-get install -y -qq chromium >/dev/null
  browser=chromium
fi
# shellcheck disable=SC2154 # of checks.bash
shots=$build/screenshots
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
mkdir -p "$shots"

# Without any network: the pages are whole in themselves.
browse() {
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$profile" --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --host-resolver-rules='MAP * ~NOTFOUND' "$@" 2>>"$shots/browser.log"
}

# probe PAGE SCRIPT: runs the script inside the page, at three widths; it says FINE or what is BROKEN in the title. The
# page's own policy forbids foreign scripts, not inline ones. Without a screen the browser skips frames as it likes, so a
# timer stands in for them before the page's first script runs: a frame that the page waits for would block all later ones.
probe() {
  local probed=$profile/probed.html width
  local frames='window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 16);'
  {
    sed "s|<head>|<head><script>$frames</script>|; s|</body></html>||" "$1"
    printf '<script>addEventListener("load", () => {'
    cat "$2"
    printf '});</script></body></html>\n'
  } >"$probed"
  for width in 1280 820 500; do
    browse --window-size="$width",900 --virtual-time-budget=20000 --dump-dom "file://$probed" >"$profile/page.html"
    grep -q '<title>FINE</title>' "$profile/page.html" ||
      { grep -o '<title>[^<]*' "$profile/page.html" >&2 || true; printf '%s is broken at %s pixels\n' "${1##*/}" "$width" >&2; return 1; }
  done
}

# shoot PAGE PREFIX HEIGHT: screenshots in light, dark, narrow and print.
shoot() {
  local shot
  browse --window-size=1280,"$3" --screenshot="$shots/$2light.png" "file://$1"
  browse --window-size=1280,"$3" --blink-settings=preferredColorScheme=0 --screenshot="$shots/$2dark.png" "file://$1"
  browse --window-size=500,"$3" --screenshot="$shots/$2narrow.png" "file://$1"
  browse --print-to-pdf="$shots/$2print.pdf" --no-pdf-header-footer "file://$1"
  for shot in light.png dark.png narrow.png print.pdf; do
    [[ -s $shots/$2$shot ]] || { printf 'no screenshot %s\n' "$2$shot" >&2; return 1; }
  done
  ! cmp -s "$shots/$2light.png" "$shots/$2dark.png" || { echo 'dark looks like light' >&2; return 1; }
}
