#!/usr/bin/env bash
# Submits the one job jar with real Spark distributions, 3.5.6 (Scala 2.12), 4.0.1 and 4.1.0, to a standalone cluster whose
# data lie on S3; client and cluster mode; configuration by --files, by an s3a:// URI and by --conf. All of them have to make
# the same images.
#
# Environment: ISONOMY_SPARKS  a folder for the distributions (default build/sparks); what is there already is not fetched again
set -euo pipefail
# shellcheck source=.ci/lib/checks.bash
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib/checks.bash"
# shellcheck source=.ci/lib/spark.bash
source "$root/.ci/lib/spark.bash"
cd -- "$root"
work=$root/build/submit
export ISONOMY_CLUSTER_DIR=$work/cluster
images=24
bucket=$work/cluster/objects/bucket

rm -rf -- "$work"
mkdir -p "$work"
trap 'deploy/local/cluster stop' EXIT

put_inputs() {
  python3 .ci/checks/tiny_images.py "$work/images"
  cat >"$work/job.conf" <<'CONF'
isonomy {
  bundle { uri = "s3a://bucket/tiny", allowed-locations = ["s3a://bucket"] }
  source { kind = "images", path = "s3a://bucket/images" }
  fit { components-per-cell = 1, max-iterations = 10 }
  associate.pilot-per-cell = 2
  plan.unit-size = 6
  generate { steps = 4, batch-size = 16, max-draws-per-image = 500 }
  audit { methods = [], reference-images = 0 }
}
CONF
  deploy/local/cluster put "$work/images" generator-udf/src/test/resources/bundles/tiny "$work/job.conf" s3a://bucket/
}

check() {
  local run=$1 hash
  hash=$("$python" .ci/checks/image_hashes.py "$bucket/$run" "$images")
  printf '%-24s %s\n' "$run" "$hash"
  printf '%s\n' "$hash" >>"$work/hashes"
}

python=$(python_with spark-job/src/test/python/requirements.txt)
if [[ -z $(find spark-job/target -maxdepth 1 -name 'spark-job-*-job.jar' 2>/dev/null) ]]; then
  mvn -q -B -Dmaven.test.skip=true package
fi

for version in 4.0.1 3.5.6 4.1.0; do
  ISONOMY_S3_JARS=$(s3_jars_for "$version")
  export ISONOMY_S3_JARS
  SPARK_HOME=$(distribution "$python" "$version")/pyspark
  export SPARK_HOME
  deploy/local/cluster start >&2
  if [[ ! -e $work/job.conf ]]; then
    put_inputs
  fi
  # Client mode, the configuration by --files, keys by --conf.
  deploy/local/cluster submit --files "$work/job.conf" \
    --conf "spark.isonomy.plan.images=$images" --conf "spark.isonomy.run.dir=s3a://bucket/client-$version" \
    -- run --config job.conf >"$work/client-$version.log" 2>&1 ||
    { tail -n 30 "$work/client-$version.log"; exit 1; }
  check "client-$version"
  # Cluster mode, the configuration by a URI.
  deploy/local/cluster submit --deploy-mode cluster \
    --conf "spark.isonomy.plan.images=$images" --conf "spark.isonomy.run.dir=s3a://bucket/cluster-$version" \
    -- run --config s3a://bucket/job.conf >"$work/cluster-$version.log" 2>&1 ||
    { tail -n 30 "$work/cluster-$version.log"; exit 1; }
  check "cluster-$version"
  deploy/local/cluster stop
done

if (($(sort -u "$work/hashes" | wc -l) != 1)); then
  printf 'submit: the images differ between versions of Spark\n' >&2
  exit 1
fi
printf 'submit: %s runs on Spark 3.5.6 (Scala 2.12), 4.0.1 and 4.1.0, client and cluster mode, made the same %s images\n' \
  "$(wc -l <"$work/hashes")" "$images"
