#!/usr/bin/env bash
# Starts deploy/local/isonomy as other people's machines would: through links, without HOME, in a POSIX locale, from a path with
# signs in it, with a heap, a directory or a disk that is too small. Everything that is wrong ends with one line and status 2.
#
# Environment: ISONOMY_PYTHON  a python with pyarrow
#
# shellcheck disable=SC2016 # the commands given to 'bash -c' are expanded there
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
cd -- "$root"
iso=$root/deploy/local/isonomy
work=$(mktemp -d)
mounts=()
finish() {
  local each
  for each in ${mounts[@]+"${mounts[@]}"}; do umount "$each" || true; done
  rm -rf -- "$work"
}
trap finish EXIT
failures=0

# expect STATUS PATTERN COMMAND...: the exit status, a pattern of the only line on standard error, or of standard output.
expect() {
  local status=$1 pattern=$2 found=0
  shift 2
  "$@" >"$work/out" 2>"$work/err" </dev/null || found=$?
  if [[ $found != "$status" ]] || ! grep -qE "$pattern" "$work/out" "$work/err" ||
    { ((status == 2)) && [[ $(wc -l <"$work/err") != 1 ]]; }; then
    printf 'FAILED (status %s, wanted %s and "%s"): %s\n' "$found" "$status" "$pattern" "$*"
    cat -- "$work/err"
    failures=$((failures + 1))
  else
    printf 'ok      %s\n' "$(head -n 1 -- "$work/err" "$work/out" | grep -vE '^(==>.*)?$' | head -n 1 | cut -c 1-150)"
  fi
}

version='^isonomy [0-9.]+$'
expect 0 "$version" "$iso" --version

echo '-- places'
mkdir -p "$work/bin" "$work/a b/é"
ln -s "$iso" "$work/bin/isonomy"
ln -s ../../bin/isonomy "$work/a b/é/chain"
expect 0 "$version" "$work/bin/isonomy" --version
expect 0 "$version" "$work/a b/é/chain" --version
(
  cd -- "$work/a b/é"
  PATH=.:$PATH expect 0 "$version" chain --version
)
expect 0 "$version" env -u HOME "$iso" --version
expect 0 "$version" env CDPATH=.:/tmp:deploy deploy/local/isonomy --version
expect 2 'render: usage' env CDPATH=.:/tmp deploy/render
expect 2 'needs start, start-s3' env -u HOME CDPATH=.:/tmp deploy/local/cluster

echo '-- streams'
expect 0 . bash -c '"$0" --version <&- | grep isonomy' "$iso"
expect 0 . bash -c '"$0" --version >&-; echo closed' "$iso"
expect 0 Usage bash -c '"$0" --help | head -n 1' "$iso"

echo '-- heap, limits, options'
for heap in 128m 511m; do expect 2 "ISONOMY_HEAP is $heap but Spark needs at least 512m" env ISONOMY_HEAP=$heap "$iso" audit; done
for heap in abc 3 -1g 1.5g 0x3g '3 g'; do expect 2 'ISONOMY_HEAP must be a number and a unit' env "ISONOMY_HEAP=$heap" "$iso" audit; done
expect 2 'this process may have' env ISONOMY_HEAP=9999t "$iso" run
expect 2 'ulimit -v lets' bash -c 'ulimit -v 4000000; "$0" audit' "$iso"
expect 2 'ulimit -n lets' bash -c 'ulimit -n 64; "$0" audit' "$iso"
expect 2 'Java does not start with ISONOMY_JAVA_OPTS: .*NoSuchOption' env ISONOMY_JAVA_OPTS=-XX:+NoSuchOption "$iso" audit
expect 2 'unknown command|Unmatched argument' "$iso" runn
expect 2 'Missing required|no command given' "$iso"

echo '-- without a build'
copy=$work/copy
mkdir -p "$copy/deploy/local" "$copy/spark-job/src/main/java/dev/isonomy/cli"
cp deploy/local/isonomy deploy/local/jdk.sh "$copy/deploy/local/"
cp spark-job/src/main/java/dev/isonomy/cli/Isonomy.java "$copy/spark-job/src/main/java/dev/isonomy/cli/"
expect 0 "$version" "$copy/deploy/local/isonomy" --version
expect 0 '^Commands: run ' "$copy/deploy/local/isonomy" --help
expect 2 "unknown command 'runn'; the commands are" "$copy/deploy/local/isonomy" runn
mkdir "$work/no-maven"
for tool in bash env sed awk grep find dirname readlink head sort paste locale mkdir cat; do
  ln -s "$(command -v $tool)" "$work/no-maven/$tool"
done
ln -s "$(command -v java)" "$work/no-maven/java"
expect 2 'needs Maven|needs a JDK' env "PATH=$work/no-maven" "$copy/deploy/local/isonomy" audit
mv "$copy" "$work/a:b"
expect 2 'cannot hold a path with a colon' "$work/a:b/deploy/local/isonomy" --version
expect 0 . bash -c "diff <(sed -n 's/^commands=(\(.*\))/\1/p' deploy/local/isonomy | tr ' ' '\n' | sort) \
  <('$iso' --help | sed -n '/^Commands:/,\$p' | sed -n 's/^  \([a-z]*\) .*/\1/p' | sort) && echo the same commands"

echo '-- Python'
expect 2 'isonomy prompts needs Python 3.10 or newer, but there is no no-such-python; install it, and its packages by python3 -m venv' \
  env ISONOMY_PYTHON=no-such-python "$iso" prompts --help
printf '#!/bin/sh\necho "it lacks torch" >&2\nexit 1\n' >"$work/bare-python"
chmod +x "$work/bare-python"
expect 2 "isonomy prompts cannot run with $work/bare-python: it lacks torch; install by python3 -m venv" \
  env "ISONOMY_PYTHON=$work/bare-python" "$iso" prompts model --texts a --out b

echo '-- Java'
# A Java that is what its number says: enough for the launcher to judge it.
fake_java() {
  mkdir -p "$work/java$1/bin"
  printf '#!/bin/sh\necho "openjdk version \\"%s\\"" >&2\n' "$2" >"$work/java$1/bin/java"
  cp "$work/java$1/bin/java" "$work/java$1/bin/javac"
  chmod +x "$work/java$1/bin/"*
}
fake_java 8 1.8.0_402
fake_java 24 24.0.1
expect 0 "JAVA_HOME $work/java8 is no j.. of version 17 to 23; taking" env "JAVA_HOME=$work/java8" "$iso" --version
expect 0 "JAVA_HOME $work/nowhere is no j.. of version" env "JAVA_HOME=$work/nowhere" "$iso" --version
expect 0 "$version" env -u JAVA_HOME "PATH=$work/java24/bin:$PATH" "$iso" --version

python=$(python_with "$root/spark-job/src/test/python/requirements.txt")
mkdir "$work/données"
"$python" - "$work" <<'PYTHON'
import sys
import pyarrow as pa, pyarrow.parquet as pq
for path in ("x.parquet", "données/bébé.parquet"):
    pq.write_table(pa.table({"g": ["f", "m"] * 30}), f"{sys.argv[1]}/{path}")
PYTHON
table=$work/x.parquet

echo '-- locale'
expect 0 'report ' env -u LANG LC_ALL=C "$iso" audit --dataset "$work/données" --labels g -o "$work/out-é"
[[ -s $work/out-é/audit.html ]] || { echo "FAILED: no report under its own name"; failures=$((failures + 1)); }

echo '-- directories and disks'
expect 2 "java.io.tmpdir $work/nowhere does not exist; set ISONOMY_JAVA_OPTS" \
  env "ISONOMY_JAVA_OPTS=-Djava.io.tmpdir=$work/nowhere" "$iso" audit --dataset "$table" --labels g -o "$work/o"
small() {
  mkdir "$work/$1"
  mount -t tmpfs -o "$2" tmpfs "$work/$1" 2>/dev/null && mounts+=("$work/$1")
}
if small noexec noexec,size=100m; then
  expect 2 "java.io.tmpdir $work/noexec forbids executing \(noexec\); set ISONOMY_JAVA_OPTS" \
    env "ISONOMY_JAVA_OPTS=-Djava.io.tmpdir=$work/noexec" "$iso" audit --dataset "$table" --labels g -o "$work/o"
else
  skipped 'a temporary folder that forbids executing: mounting a tmpfs needs root'
fi
if small full size=20k; then
  expect 1 "the run failed: No space left on device \(.*$work/full/out.*\); free some space" \
    "$iso" audit --dataset "$table" --labels g -o "$work/full/out"
  if grep -qE '^\s+at |run the same command' "$work/err"; then
    echo 'FAILED: a stack trace, or a hint that is not true'
    failures=$((failures + 1))
  fi
else
  skipped 'full disks: mounting a tmpfs needs root'
fi
first_jar=$(cut -d : -f 1 "$root/spark-job/target/local.classpath")
if [[ $(id -u) == 0 ]] && command -v setpriv >/dev/null &&
  setpriv --reuid 54321 --clear-groups test -r "$PWD/pom.xml" -a -r "$first_jar"; then
  mkdir -m 777 "$work/open"
  chmod 755 "$work"
  expect 0 'report ' setpriv --reuid 54321 --clear-groups env -u USER HOME=/nonexistent \
    "$iso" audit --dataset "$table" --labels g -o "$work/open/out"
else
  skipped 'a user without a name: needs root, setpriv, and a checkout and jars that others may read'
fi

((failures == 0)) || { printf '%d failures\n' "$failures"; exit 1; }
echo 'The launcher starts where it can and says in one line where it cannot'
