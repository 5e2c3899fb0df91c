#!/bin/sh
# What the tests need beside the engine. From the distribution's packages: a browser, a shell linter, an image registry to pull
# from, a tool that makes the browser trust a lab's CA, what exports are compressed with, and the client of SSH that repositories of backups are
# reached by. From its Go module: a server of S3, which none of these packages has.
set -eu

main() {
  missing=
  need chromium chromium
  need shellcheck shellcheck
  need docker-registry docker-registry
  need certutil libnss3-tools
  need ss iproute2
  need openssl openssl
  need zstd zstd
  need ssh openssh-client
  need pip3 python3-pip
  if [ -n "$missing" ]; then install; fi
  sh "$(dirname "$0")/../programs/rclone/build.sh" >/dev/null
}

install() {
  [ "$(id -u)" = 0 ] || fail "missing packages:$missing (install them, or run as root)"
  echo "installing:$missing"
  apt-get update -qq
  # shellcheck disable=SC2086 # a list of package names
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  # The package starts a registry on a public port; the tests start their own on loopback.
  if [ -d /run/systemd/system ]; then systemctl disable --now docker-registry >/dev/null 2>&1 || true; fi
}

need() {
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

fail() {
  echo "$1" >&2
  exit 1
}

main "$@"
