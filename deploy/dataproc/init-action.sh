#!/usr/bin/env bash
# Dataproc initialization action, on every node: fetches files from Cloud Storage into /opt/isonomy, checks them, and tells
# the driver which run this is. Reads the cluster's metadata: isonomy-files ("URI SHA256 URI SHA256 ..."), isonomy-store,
# isonomy-run (a date, or today).
set -euo pipefail

home=/opt/isonomy

fail() {
  printf 'isonomy init action: %s\n' "$1" >&2
  exit 1
}

attribute() {
  /usr/share/google/get_metadata_value "attributes/$1" || fail "the cluster's metadata lack $1"
}

install_file() {
  local uri=$1 expected=$2 name actual
  name=${uri##*/}
  [[ $uri == gs://?*/?* ]] || fail "$uri must be a gs:// URI of a file"
  [[ $expected =~ ^[0-9a-f]{64}$ ]] || fail "the SHA-256 of $uri must be 64 hexadecimal digits but was \"$expected\""
  gcloud storage cp --no-user-output-enabled "$uri" "$home/$name" || fail "$uri cannot be copied: see that it exists and that the cluster's service account may read it"
  actual=$(sha256sum "$home/$name" | cut -d ' ' -f 1)
  if [[ $actual != "$expected" ]]; then
    rm -f -- "$home/$name"
    fail "$uri has the SHA-256 $actual but $expected was demanded"
  fi
  if [[ $name == *.zip ]]; then
    unzip -q -o "$home/$name" -d "$home"
    rm -f -- "$home/$name"
  fi
}

# What Spark calls to learn a node's GPUs.
write_discovery() {
  cat >"$home/discover-gpus" <<'SCRIPT'
#!/usr/bin/env bash
set -euo pipefail
indices=$(nvidia-smi --query-gpu=index --format=csv,noheader | sed 's/.*/"&"/' | paste -sd , -)
printf '{"name": "gpu", "addresses": [%s]}\n' "$indices"
SCRIPT
  chmod a+rx "$home/discover-gpus"
}

# The driver runs on the master, started by spark-submit, which reads this file.
name_run() {
  local run
  run=$(attribute isonomy-run)
  [[ $run == today ]] && run=$(date -u +%F)
  [[ $run =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || fail "isonomy-run must be today or a date like 2026-11-01 but was \"$run\""
  cat >>/etc/spark/conf/spark-env.sh <<ENVIRONMENT
export ISONOMY_RUN_DIR="$(attribute isonomy-store)/runs/$run"
export ISONOMY_RUN_SEED="${run//-/}"
export PYTORCH_LIBRARY_PATH=$home/libtorch/lib PYTORCH_FLAVOR=cu128
export DJL_CACHE_DIR=/tmp/isonomy-djl OPT_OUT_TRACKING=true OMP_NUM_THREADS=1
ENVIRONMENT
}

mkdir -p "$home"
read -r -a files <<<"$(attribute isonomy-files)"
((${#files[@]} > 0 && ${#files[@]} % 2 == 0)) || fail "isonomy-files must hold pairs of URI and SHA-256"
for ((i = 0; i < ${#files[@]}; i += 2)); do
  install_file "${files[i]}" "${files[i + 1]}"
done
write_discovery
chmod -R a+rX "$home"
name_run
