#!/bin/sh
# Runs the smoke tests of the images (of all, or of those named) and prints one TAP stream.
#   containers/smoke.sh [NAME…]
set -eu

main() {
  here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/labstead-smoke.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  [ $# -gt 0 ] || set -- base database biota-db edge front glab codelab lab-manager
  : >"$scratch/all"
  for name in "$@"; do
    printf '# %s\n' "$name"
    status=0
    "$here/$name/smoke.sh" >"$scratch/one" 2>"$scratch/errors" || status=$?
    grep -v '^1\.\.' "$scratch/one" | sed -E "s/^(not )?ok - /&$name: /" | tee -a "$scratch/all" || true
    # A test that broke off has said nothing wrong, and proved nothing.
    if ! grep -q '^1\.\.[1-9]' "$scratch/one" || { [ "$status" != 0 ] && ! grep -q '^not ok' "$scratch/one"; }; then
      printf 'not ok - %s: its smoke test came to its end (exit status %s)\n' "$name" "$status" | tee -a "$scratch/all"
      tail -n 5 "$scratch/errors" | sed 's/^/#   /'
    fi
  done
  printf '1..%s\n' "$(grep -cE '^(not )?ok ' "$scratch/all" || true)"
  ! grep -q '^not ok' "$scratch/all"
}

main "$@"
