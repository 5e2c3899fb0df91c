#!/bin/sh
# Every shell script of the repository passes shellcheck.
set -eu
. "$(dirname -- "$0")/tap.sh"

command -v shellcheck >/dev/null || { echo "Bail out! no shellcheck (apt-get install shellcheck)"; exit 1; }
cd "$root"
# Also scripts without a .sh name; files not yet committed count, ignored ones don't.
git ls-files --cached --others --exclude-standard | while read -r file; do
  [ -f "$file" ] || continue
  case $file in
    *.sh) echo "$file" ;;
    *) case $(head -c 64 "$file" | head -n 1 | tr -d '\0') in '#!/bin/sh'* | '#!/usr/bin/env bash'* | '#!/bin/bash'*) echo "$file" ;; esac ;;
  esac
done >"$work/scripts"

while read -r file; do
  try shellcheck "$file"
  check "$file is shellcheck-clean" [ "$status" = 0 ]
done <"$work/scripts"
check "install.sh and engine.sh are among them" [ "$(grep -cx -e install.sh -e containers/engine.sh "$work/scripts")" = 2 ]
done_testing
