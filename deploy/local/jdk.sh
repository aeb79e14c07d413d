# shellcheck shell=bash
# Sourced by the launchers: finds a JDK that Spark and Hadoop run on, and the options they need there.

fail() {
  printf 'isonomy: %s\n' "$1" >&2
  exit 2
}

# The major version of a java command, 0 if it does not run.
java_major() {
  local version
  version=$("$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1) || true
  printf '%s' "${version:-0}"
}

# Sets java_home to a JDK (it has javac) of version 17 to 23; Hadoop's client does not start on newer ones.
find_jdk() {
  local candidates=() candidate on_path major
  [[ -n ${JAVA_HOME:-} ]] && candidates+=("$JAVA_HOME")
  if on_path=$(command -v javac); then
    candidates+=("$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path")")")")
  fi
  if [[ -x /usr/libexec/java_home ]]; then
    candidates+=("$(/usr/libexec/java_home -v 17+ 2>/dev/null || true)")
  fi
  candidates+=(/usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/*)
  for candidate in "${candidates[@]}"; do
    if [[ -x $candidate/bin/java && -x $candidate/bin/javac ]]; then
      major=$(java_major "$candidate/bin/java")
      if ((major >= 17 && major <= 23)); then
        java_home=$candidate
        return
      fi
    fi
  done
  fail "needs a JDK, version 17 to 23: install one or set JAVA_HOME"
}

# What Spark needs of the JDK's internals.
opens=()
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
  java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
  sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

# shellcheck disable=SC2154 # target and root are the launchers'
job_jar() {
  find "$target" -maxdepth 1 -name 'spark-job-*-job.jar' 2>/dev/null | head -n 1
}

# True if the job jar is missing or older than a source, a resource or a pom.
stale() {
  local jar
  jar=$(job_jar)
  [[ -n $jar && -s $target/local.classpath ]] || return 0
  [[ -n $(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main/java \
    "$root"/*/src/main/resources -newer "$jar" -print -quit 2>/dev/null) ]]
}

build() {
  command -v mvn >/dev/null || fail "needs Maven 3.8 or newer on the PATH to build the job"
  printf 'Building Isonomy (the first time takes minutes: Maven fetches Spark and libtorch) ...\n' >&2
  (cd -- "$root" && JAVA_HOME=$java_home mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true package) >&2 ||
    { printf 'isonomy: the build failed; see above\n' >&2; exit 1; }
}

# Builds the tests and becomes a program among them.
exec_test_program() {
  printf 'Building Isonomy and its tests ...\n' >&2
  (cd -- "$root" && JAVA_HOME=$java_home mvn -q -B -pl spark-job -am -DskipTests -Dmaven.test.skip.exec=true \
    -Dspotless.check.skip=true process-test-classes) >&2
  cd -- "$root/spark-job"
  export SPARK_LOCAL_IP=127.0.0.1 OPT_OUT_TRACKING=true
  exec "$java_home/bin/java" -Xmx1g "${opens[@]}" -Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1 \
    -cp "$PWD/target/test-classes:$PWD/target/classes:$(<target/test.classpath)" "$@" # absolute: executors run elsewhere
}
