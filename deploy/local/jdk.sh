# shellcheck shell=bash
# Sourced by the launchers: looks at the machine, finds a JDK that Spark and Hadoop run on, and the options they need there.

fail() {
  printf 'isonomy: %s\n' "$1" >&2
  exit 2
}

note() {
  printf 'isonomy: %s\n' "$1" >&2
}

# cd says where it went if CDPATH is exported, and other programs that are started here need it as little.
unset CDPATH

# A closed stream is opened again: the first file that Java opens would get its number, and what is printed.
[[ -e /dev/fd/0 ]] || exec </dev/null
[[ -e /dev/fd/1 ]] || exec >/dev/null
[[ -e /dev/fd/2 ]] || exec 2>/dev/null

# Java takes the encoding of paths and arguments from the locale: in C or POSIX, names outside ASCII do not exist.
use_utf8() {
  command -v locale >/dev/null || return 0
  [[ $(locale charmap 2>/dev/null) == UTF-8 ]] && return
  local candidate
  for candidate in C.UTF-8 en_US.UTF-8; do
    if [[ $(LC_ALL=$candidate locale charmap 2>/dev/null) == UTF-8 ]]; then
      export LC_ALL=$candidate
      return
    fi
  done
  note "the locale is not UTF-8 and this system has neither C.UTF-8 nor en_US.UTF-8: files with names outside ASCII will not be found"
}
use_utf8

# The major version of a java command, 0 if it does not run.
java_major() {
  local version
  version=$("$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1) || true
  printf '%s' "${version:-0}"
}

# The home of a Java whose command is on the PATH; fails if there is none.
home_on_path() {
  local command
  command=$(command -v "$1") && command=$(readlink -f -- "$command") && dirname -- "$(dirname -- "$command")"
}

# Sets java_home to a JDK (it has javac) of version 17 to 23; Hadoop's client does not start on newer ones. With "jre", which is
# enough for what is built already, javac may be missing.
find_jdk() {
  local needed=${1:-jdk} candidates=() candidate on_path major found=()
  [[ -n ${JAVA_HOME:-} ]] && candidates+=("$JAVA_HOME")
  if on_path=$(home_on_path javac); then
    candidates+=("$on_path")
  fi
  if on_path=$(home_on_path java); then
    candidates+=("$on_path")
  fi
  if [[ -x /usr/libexec/java_home ]]; then
    candidates+=("$(/usr/libexec/java_home -v 17+ 2>/dev/null || true)")
  fi
  candidates+=(/usr/lib/jvm/* /opt/java/*)
  [[ -n ${HOME:-} ]] && candidates+=("$HOME"/.sdkman/candidates/java/*)
  for candidate in "${candidates[@]}"; do
    [[ -x $candidate/bin/java ]] || continue
    major=$(java_major "$candidate/bin/java")
    if [[ $needed == jdk && ! -x $candidate/bin/javac ]]; then
      found+=("$candidate (version $major, without javac)")
    elif ((major >= 17 && major <= 23)); then
      java_home=$candidate
      [[ -z ${JAVA_HOME:-} || $candidate == "$JAVA_HOME" ]] ||
        note "JAVA_HOME $JAVA_HOME is no $needed of version 17 to 23; taking $candidate"
      return
    else
      found+=("$candidate (version $major)")
    fi
  done
  local list
  list=$(printf '%s\n' ${found[@]+"${found[@]}"} | sort -u | paste -s -d , -)
  fail "needs a JDK, version 17 to 23: install one or set JAVA_HOME${list:+; found ${list//,/, }}"
}

# What Spark needs of the JDK's internals.
opens=()
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
  java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
  sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

# Java's class path ends a path at a colon. root is the launchers'.
require_plain_root() {
  # shellcheck disable=SC2154
  [[ $root != *:* ]] || fail "this checkout lies in $root, and Java's class path cannot hold a path with a colon: move it"
}

# A heap as MiB; fails if it is none.
heap_mib() {
  [[ $1 =~ ^([0-9]+)([kKmMgGtT])$ ]] || return 1
  local number=$((10#${BASH_REMATCH[1]}))
  case ${BASH_REMATCH[2]} in
    k | K) printf '%s' $((number / 1024)) ;;
    m | M) printf '%s' "$number" ;;
    g | G) printf '%s' $((number * 1024)) ;;
    *) printf '%s' $((number * 1024 * 1024)) ;;
  esac
}

# Memory that this process may have in MiB: the machine's, or what a control group leaves of it. Nothing where Linux does not say.
memory_mib() {
  local memory file limit
  [[ -r /proc/meminfo ]] || return 0
  memory=$(awk '/^(MemTotal|SwapTotal):/ { sum += $2 } END { printf "%d", sum / 1024 }' /proc/meminfo)
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    [[ -r $file ]] || continue
    limit=$(<"$file")
    if [[ $limit =~ ^[0-9]{1,15}$ ]] && ((limit / 1048576 < memory)); then
      memory=$((limit / 1048576))
    fi
  done
  printf '%s' "$memory"
}

least_heap=512 # MiB: Spark refuses to start with less than 450, of which Java's own share is taken off

# Refuses a heap that Spark does not start with, or that the machine does not have.
require_heap() {
  local heap=$1 name=$2 mib memory space
  mib=$(heap_mib "$heap") || fail "$name must be a number and a unit, such as 3g or 800m, but was \"$heap\""
  ((mib >= least_heap)) || fail "$name is $heap but Spark needs at least ${least_heap}m"
  memory=$(memory_mib)
  [[ -z $memory ]] || ((mib <= memory)) ||
    fail "$name is $heap but this process may have ${memory}m of memory in all; set it to less, and leave some for the model"
  space=$(ulimit -v)
  [[ $space == unlimited ]] || ((space / 1024 >= mib + 3072)) ||
    fail "$name is $heap, but ulimit -v lets this process have $((space / 1024))m of address space, and Java needs 3072m beside the heap; run ulimit -v unlimited"
}

least_files=512 # open files: jars, sockets, and Spark's own

require_files() {
  local most
  most=$(ulimit -H -n)
  [[ $most == unlimited ]] || ((most >= least_files)) ||
    fail "ulimit -n lets this process open $most files but Spark needs at least $least_files; raise the limit"
}

# shellcheck disable=SC2154 # target and root are the launchers'
job_jar() {
  find "$target" -maxdepth 1 -name 'spark-job-*-job.jar' 2>/dev/null | head -n 1
}

# True if there is something that can be started, be it older than its sources.
built() {
  [[ -n $(job_jar) && -s $target/local.classpath && ! -e $target/.building ]]
}

# True if the job jar is missing or older than a source, a resource or a pom, or if its build was interrupted.
stale() {
  built || return 0
  [[ -n $(find "$root/pom.xml" "$root"/{gmm-fit,generator-udf,portraits,spark-job}/pom.xml \
    "$root"/{gmm-fit,generator-udf,portraits,spark-job}/src/main/{java,jte,resources} -newer "$(job_jar)" -print -quit 2>/dev/null) ]]
}

# One build at a time; one that waited for another need not build again.
build() {
  command -v mvn >/dev/null || fail "needs Maven 3.8 or newer on the PATH to build the job"
  { mkdir -p -- "$target" && : >>"$target/.lock"; } 2>/dev/null ||
    fail "the job must be built first, but $target cannot be written"
  if command -v flock >/dev/null; then
    exec 8>>"$target/.lock"
    flock 8
    stale || { exec 8>&-; return; }
  fi
  : >"$target/.building" # stays where a build fails or is interrupted
  note "building (the first time takes minutes: Maven fetches Spark and libtorch) ..."
  (cd -- "$root" && JAVA_HOME=$java_home mvn -q -B -pl spark-job -am -Dmaven.test.skip=true -Dspotless.check.skip=true package) </dev/null >&2 ||
    { note "the build failed; see above"; exit 1; }
  rm -f -- "$target/.building"
  exec 8>&-
}

# Builds the tests and becomes a program among them.
exec_test_program() {
  printf 'Building Isonomy and its tests ...\n' >&2
  (cd -- "$root" && JAVA_HOME=$java_home mvn -q -B -pl spark-job -am -DskipTests -Dmaven.test.skip.exec=true \
    -Dspotless.check.skip=true process-test-classes) >&2
  cd -- "$root/spark-job" || exit
  export SPARK_LOCAL_IP=127.0.0.1 OPT_OUT_TRACKING=true
  exec "$java_home/bin/java" -Xmx1g "${opens[@]}" -Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1 \
    -cp "$PWD/target/test-classes:$PWD/target/classes:$(<target/test.classpath)" "$@" # absolute: executors run elsewhere
}
