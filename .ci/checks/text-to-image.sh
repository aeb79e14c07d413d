#!/usr/bin/env bash
# Balances the embedded text-to-image model within each of its six occupations, by the configuration that users are shown, with a
# third of its images; prints how the model draws each occupation unaided and how the data set does.
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"

run=$build/text-to-image
settings=(--config "$root/conf/text-to-image.conf" --set "isonomy.run.dir=$run" --set isonomy.plan.images=216)
rm -rf -- "$run"
"$root/deploy/local/isonomy" run "${settings[@]}"
"$root/deploy/local/isonomy" verify "${settings[@]}"
python3 "$root/.ci/checks/per_prompt.py" "$run/audit.json"
