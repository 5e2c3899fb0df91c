#!/bin/sh
# mount-then.sh COUNT MOUNT_ARGUMENT... PROGRAM ARGUMENT...: mounts, then becomes the program.
set -eu
count=$1
shift
mount_arguments=
while [ "$count" -gt 0 ]; do
  mount_arguments="$mount_arguments $1"
  shift
  count=$((count - 1))
done
# shellcheck disable=SC2086 # paths of tests hold no spaces
mount $mount_arguments
exec "$@"
