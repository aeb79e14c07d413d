#!/usr/bin/env bash
# Opens our .ply, .splat and .spz with a reader that we did not write, PlayCanvas' splat-transform from npm, and compares
# every number within the format's own quantization.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"

if ! command -v npm >/dev/null; then
  skipped 'npm is needed to fetch the independent reader; install Node.js 22 or newer'
  exit 0
fi
version=2.7.1
tools=$build/node
mkdir -p "$tools"
printf '{"private": true, "dependencies": {"@playcanvas/splat-transform": "%s", "node": "22.23.3"}}\n' "$version" >"$tools/package.json"
# The reader needs Node 22: it comes along, whatever is installed.
if ! npm install --prefix "$tools" --no-audit --no-fund --loglevel=error >"$tools/install.log" 2>&1 ||
  ! "$tools/node_modules/.bin/node" --version >>"$tools/install.log" 2>&1; then
  skipped "the independent reader cannot be installed: $(tail -n 1 "$tools/install.log")"
  exit 0
fi
node=$tools/node_modules/.bin/node
reader=$tools/node_modules/@playcanvas/splat-transform/bin/cli.mjs

classes=$root/generator-udf/target/test-classes
[[ -e $classes/dev/isonomy/splat/SampleFiles.class ]] || (cd "$root" && mvn -B -q -pl generator-udf -am -DskipTests test-compile)
samples=$build/splats
rm -rf "$samples"
java -cp "$classes:$root/generator-udf/target/classes:$root/gmm-fit/target/classes" dev.isonomy.splat.SampleFiles "$samples"
for degree in 0 3; do
  for format in ply splat spz; do
    found=$samples/degree$degree.$format.csv
    "$node" "$reader" -q -w "$samples/degree$degree.$format" "$found" >/dev/null
    "$node" "$root/.ci/checks/splats.mjs" "$samples/degree$degree.txt" "$found" "$format"
  done
done
printf 'every format is read by splat-transform %s as it was written\n' "$version"
