#!/usr/bin/env bash
# EMR bootstrap action, on every node: fetches files from S3 into /opt/isonomy and checks them.
#
#   bootstrap.sh S3_URI SHA256 [S3_URI SHA256 ...]
#
# A .zip is unpacked (libtorch.zip becomes /opt/isonomy/libtorch). A file with another SHA-256 stops the node: libtorch and
# the job are executable code.
set -euo pipefail

home=/opt/isonomy

fail() {
  printf 'isonomy bootstrap: %s\n' "$1" >&2
  exit 1
}

# YARN hands out GPUs by the devices controller of control groups, version 1, which Amazon Linux 2023 does not mount.
mount_device_groups() {
  sudo mkdir -p /isonomy-cgroup/devices
  mountpoint -q /isonomy-cgroup/devices ||
    sudo mount -t cgroup -o devices isonomy-devices /isonomy-cgroup/devices
  # YARN's user is made after bootstrap actions have run, so it cannot be named here yet.
  sudo chmod -R a+rwX /isonomy-cgroup
}

install_file() {
  local uri=$1 expected=$2 name actual
  name=${uri##*/}
  [[ $uri == s3://?*/?* ]] || fail "$uri must be an s3:// URI of a file"
  [[ $expected =~ ^[0-9a-f]{64}$ ]] || fail "the SHA-256 of $uri must be 64 hexadecimal digits but was \"$expected\""
  sudo aws s3 cp --only-show-errors "$uri" "$home/$name" || fail "$uri cannot be copied: see that it exists and that the nodes' role may read it"
  actual=$(sha256sum "$home/$name" | cut -d ' ' -f 1)
  if [[ $actual != "$expected" ]]; then
    sudo rm -f -- "$home/$name"
    fail "$uri has the SHA-256 $actual but $expected was demanded"
  fi
  if [[ $name == *.zip ]]; then
    sudo unzip -q -o "$home/$name" -d "$home"
    sudo rm -f -- "$home/$name"
  fi
}

[[ $# -gt 0 && $(($# % 2)) -eq 0 ]] || fail "usage: bootstrap.sh S3_URI SHA256 [S3_URI SHA256 ...]"
sudo mkdir -p "$home"
while (($# > 0)); do
  install_file "$1" "$2"
  shift 2
done
sudo chmod -R a+rX "$home"
mount_device_groups
