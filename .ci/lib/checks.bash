# shellcheck shell=bash
# Sourced by the checks that need Python or a finished run. What takes long to make is made once and shared.
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)
build=$root/build/checks
mkdir -p -- "$build"

# Has the last lines of .ci/run name something that cannot be checked here.
skipped() {
  printf 'SKIPPED %s: %s\n' "$(basename -- "$0")" "$1"
}

# once LOCK COMMAND...: runs a command of which no other check runs one with the same lock.
once() {
  (
    ! command -v flock >/dev/null || flock 9
    shift
    "$@" >&2
  ) 9>"$build/$1.lock"
}

# environment NAME FILE...: prints an interpreter with the packages of these requirements files, in a virtual environment of
# that name.
environment() {
  local home=$build/$1
  shift
  once python make_environment "$home" "${@/#/-r}" && printf '%s' "$home/bin/python"
}

# torch, which is gigabytes on Linux, is installed once, in the version that all files agree on, and every environment sees it;
# an environment that wants other versions of what came with it has them.
make_environment() {
  local home=$1 torch=$build/torch pip=(-m pip install -q --disable-pip-version-check --no-compile) pins
  shift
  if [[ ! -x $home/bin/python ]]; then
    python3 -m venv "$home" || return
    printf '%s\n' "$torch" >"$(echo "$home"/lib/python3*/site-packages)/shared-torch.pth"
  fi
  if [[ ! -d $torch ]]; then
    mapfile -t pins < <(grep -E '^(torch|torchvision|numpy|pillow)==' "$root/generator-udf/src/main/python/export/requirements.txt")
    rm -rf -- "$torch.part" && "$home/bin/python" "${pip[@]}" --target "$torch.part" "${pins[@]}" &&
      mv -T -- "$torch.part" "$torch" || return
  fi
  "$home/bin/python" "${pip[@]}" "$@"
}

# Prints an interpreter that has the packages of the requirements files given. ISONOMY_PYTHON names one that has them already.
python_with() {
  if [[ -n ${ISONOMY_PYTHON:-} ]]; then
    printf '%s' "$ISONOMY_PYTHON"
  else
    environment venv "$@"
  fi
}

# Prints the directory of a small finished run: 360 images in 6 units, with all three splits.
small_run() {
  once run make_small_run && printf '%s' "$build/run"
}

make_small_run() {
  local finished=$build/run.finished
  # The job knows as well that it is done, but starts Spark before it says so.
  if [[ -e $finished && -z $(find "$root/spark-job/target" -maxdepth 1 -name '*-job.jar' -newer "$finished") ]]; then
    return
  fi
  "$root/deploy/local/isonomy" run --config "$root/conf/quickstart.conf" \
    --set "isonomy.run.dir=$build/run" --set isonomy.plan.images=360 --set isonomy.plan.unit-size=60 \
    --set isonomy.source.natural=600 --set isonomy.source.support-per-cell=20 --set isonomy.associate.pilot-per-cell=8 \
    --set isonomy.audit.images-per-method=36 --set isonomy.audit.reference-images=180 \
    --set isonomy.audit.training-images=256 && : >"$finished"
}
