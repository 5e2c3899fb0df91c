#!/bin/sh
# Proves that `images.sh ensure` does nothing twice, refuses what there is no room for, and leaves nothing half made when it's stopped or
# killed. Prints TAP. Needs root, Docker and debian:bookworm-slim.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

clean_up() {
  docker image rm "$image" >/dev/null 2>&1 || true
  clean_up_smoke
}

absent() {
  [ -z "$(docker images --quiet "$image")" ]
}

# A step of a build that takes as long as asked.
slow_build() {
  sed "s/^USER .*/RUN sleep $1 \\&\\& : $run_id\n&/" "$here/database/Dockerfile" >"$scratch/copy/containers/database/Dockerfile"
}

in_the_middle() {
  _left=120
  until pgrep -fx "sleep $1" >/dev/null; do
    _left=$((_left - 1))
    [ "$_left" -gt 0 ] || return 1
    sleep 0.5
  done
}

begun() {
  # Not through a function, which would be another shell: the signal is for the tool itself.
  TMPDIR=$scratch/tmp "$scratch/copy/containers/images.sh" ensure --only database >"$scratch/log" 2>&1 &
  process=$!
}

twice() {
  check 'a dry run says what would be done' answers '^images: database: would be built' tool ensure --only database --dry-run
  check 'and does nothing' absent
  check 'an image that is not there is built, and it says so' answers '^images: database: built in' tool ensure --only database
  check 'the second time it is present' answers '^images: database: present' tool ensure --only database
  check 'documentation is no reason to build' changes_nothing database/README.md
  printf '# changed\n' >>"$scratch/copy/containers/database/server.cnf"
  check 'a source is' answers '^images: database: built in' tool ensure --only database
  check 'one that is older is listed as outdated' answers '^database .* outdated' outdated
  docker image rm "$image" >/dev/null
}

changes_nothing() {
  printf 'changed\n' >>"$scratch/copy/containers/$1"
  answers '^images: database: present' tool ensure --only database
}

outdated() {
  printf '# changed again\n' >>"$scratch/copy/containers/database/server.cnf"
  tool list
}

room() {
  cp "$scratch/copy/containers/images.txt" "$scratch/images.txt"
  sed -i 's/^database  *debian  *[0-9]*/database debian 90000000/' "$scratch/copy/containers/images.txt"
  check 'what there is no room for is refused, with numbers' answers 'needs 9000000[0-9] MB in .* and [0-9]+ MB are free there' tool ensure --only database
  check 'before anything is made' absent
  cp "$scratch/images.txt" "$scratch/copy/containers/images.txt"
}

interrupted() {
  slow_build 41
  begun
  check 'a build goes on' in_the_middle 41
  kill "$process"
  status=0
  wait "$process" || status=$?
  check 'told to stop, it ends with 143' test "$status" = 143
  check 'with no image' absent
  check 'and no secret of this machine left on disk' test ! -e "$scratch/tmp/labstead-images"
  slow_build 12
  begun
  check 'another build goes on' in_the_middle 12
  kill -KILL "$process"
  wait "$process" 2>/dev/null || true
  check 'a run after kill -9 ends with the image' tool ensure --only database
  check 'which is whole' docker image inspect "$image"
  check 'and clears away what the killed one left' test -z "$(ls "$scratch/tmp")"
}

misuse() {
  status=0
  tool ensure --no-such-option >"$scratch/said" 2>&1 || status=$?
  check 'an unknown option is wrong use' test "$status" = 2
  status=0
  tool ensure --only nothing >"$scratch/said" 2>&1 || status=$?
  check 'so is an image nobody knows' test "$status" = 2
}

begin database
copy_tool
trap clean_up EXIT
twice
room
interrupted
misuse
finish
