#!/bin/sh
# Runs every test of this folder, one after the other; the quick ones first.
set -eu

folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
failed=0
for test in shellcheck options dry-run settings machine engine lifecycle restore; do
  echo "# $test"
  sh "$folder/$test.sh" || failed=1
done
exit "$failed"
