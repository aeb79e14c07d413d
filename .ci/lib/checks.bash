# Sourced by the checks that need Python or a finished run. Both are made once and shared.
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)
build=$root/build/checks

# Prints an interpreter that has the packages of the requirements files given. ISONOMY_PYTHON names one that has them
# already; otherwise they are installed into build/checks/venv.
python_with() {
  if [[ -n ${ISONOMY_PYTHON:-} ]]; then
    printf '%s' "$ISONOMY_PYTHON"
    return
  fi
  local venv=$build/venv arguments=() file
  [[ -x $venv/bin/python ]] || python3 -m venv "$venv"
  for file in "$@"; do
    arguments+=(-r "$file")
  done
  "$venv/bin/pip" install -q "${arguments[@]}" >&2
  printf '%s' "$venv/bin/python"
}

# Prints the directory of a small finished run: 360 images in 6 units, with all three splits.
small_run() {
  local run=$build/run
  "$root/deploy/local/isonomy" run --config "$root/conf/quickstart.conf" \
    --set "isonomy.run.dir=$run" --set isonomy.plan.images=360 --set isonomy.plan.unit-size=60 \
    --set isonomy.source.natural=600 --set isonomy.source.support-per-cell=20 --set isonomy.associate.pilot-per-cell=8 \
    --set isonomy.audit.images-per-method=36 --set isonomy.audit.reference-images=180 \
    --set isonomy.audit.training-images=256 >&2
  printf '%s' "$run"
}
