# shellcheck shell=bash
# Sourced by the checks that run several versions of Spark: distributions, and the jars with which they read from S3, fetched
# once and shared. Needs checks.bash.

# shellcheck disable=SC2154 # of checks.bash
sparks=${ISONOMY_SPARKS:-$root/build/sparks}

# distribution PYTHON VERSION: prints the folder with that pyspark, a whole distribution of Spark, from PyPI.
distribution() {
  once sparks fetch_distribution "$@" && printf '%s' "$sparks/pyspark-$2"
}

fetch_distribution() {
  local python=$1 version=$2 home=$sparks/pyspark-$2
  [[ ! -d $home ]] || return 0
  mkdir -p -- "$sparks"
  rm -rf -- "$home.part"
  "$python" -m pip install -q --disable-pip-version-check --no-compile --target "$home.part" "pyspark==$version" &&
    mv -T -- "$home.part" "$home"
}

# Jars that S3 needs beside a distribution, for its version of Hadoop, from Maven's repository.
s3_jars() {
  local hadoop=$1 artifact group name version
  shift
  local project=$sparks/s3-$hadoop fresh
  if [[ ! -d $project ]]; then
    mkdir -p "$sparks"
    fresh=$(mktemp -d "$sparks/fetched.XXXXXX") # another check may fetch the same meanwhile
    {
      printf '<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId>'
      printf '<version>1</version><dependencies><dependency><groupId>org.apache.hadoop</groupId>'
      printf '<artifactId>hadoop-aws</artifactId><version>%s</version><exclusions><exclusion><groupId>*</groupId>' "$hadoop"
      printf '<artifactId>*</artifactId></exclusion></exclusions></dependency>'
      for artifact in "$@"; do
        IFS=: read -r group name version <<<"$artifact"
        printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>' "$group" "$name" "$version"
        printf '<exclusions><exclusion><groupId>io.netty</groupId><artifactId>*</artifactId></exclusion>'
        printf '<exclusion><groupId>org.slf4j</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>'
      done
      printf '</dependencies></project>\n'
    } >"$fresh/pom.xml"
    mvn -q -B -f "$fresh/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
      "-DoutputDirectory=$fresh/jars" >&2 || { rm -rf -- "$fresh"; return 1; }
    mv -T -- "$fresh" "$project" 2>/dev/null || rm -rf -- "$fresh"
  fi
  find "$project/jars" -name '*.jar' | paste -s -d , -
}

# Jars for S3 beside the distribution of a version.
s3_jars_for() {
  local sdk1=com.amazonaws:aws-java-sdk sdk2=software.amazon.awssdk
  case $1 in
    3.5.6) s3_jars 3.3.4 "$sdk1-s3:1.12.262" "$sdk1-sts:1.12.262" "$sdk1-dynamodb:1.12.262" ;;
    4.0.1) s3_jars 3.4.1 "$sdk2":{s3,s3-transfer-manager,sts,kms}:2.25.53 ;;
    4.1.0) s3_jars 3.4.2 "$sdk2":{s3,s3-transfer-manager,sts,kms}:2.29.52 ;;
  esac
}
