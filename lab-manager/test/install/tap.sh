# What these tests share: TAP's words, free ports, and a listener to be in the way. Sourced, not run.
# shellcheck shell=sh disable=SC2034 # variables for those who source it

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd)
# Not in /tmp, which may be memory: a data root is not.
work=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
count=0 failed=0
cleanups=

# Last registered, first run; the work folder goes last of all.
at_end() { cleanups="$1
$cleanups"; }
clean_up() {
  trap - EXIT INT TERM
  # One that has nothing to undo keeps none of the others from being done.
  set +e
  eval "$cleanups" >/dev/null 2>&1
  rm -rf "$work"
}
trap clean_up EXIT
trap 'clean_up; exit 130' INT TERM

# Runs COMMAND with its output kept in $work/out; the exit status is in $status.
try() {
  status=0
  "$@" >"$work/out" 2>&1 || status=$?
}
result() { # yes|no DESCRIPTION
  count=$((count + 1))
  if [ "$1" = yes ]; then
    echo "ok $count - $2"
  else
    failed=$((failed + 1))
    echo "not ok $count - $2"
    sed 's/^/# /' "$work/out" | tail -n 40
  fi
}
# CHECK DESCRIPTION COMMAND...: holds if the command succeeds.
check() {
  description=$1
  shift
  if "$@" >"$work/check" 2>&1; then result yes "$description"; else
    { echo "exit status of what was tried: ${status:-none}"; cat "$work/check"; } >>"$work/out"
    result no "$description"
  fi
}
said() { grep -Fq -- "$1" "$work/out"; }
said_like() { grep -Eq -- "$1" "$work/out"; }
skip() { # DESCRIPTION REASON
  count=$((count + 1))
  echo "ok $count - $1 # SKIP $2"
}
# Without root or an engine nothing here can be known: in CI that is a failure, never a pass.
needs_root() { [ "$(id -u)" = 0 ] || { echo "Bail out! needs root"; exit 1; }; }
needs_engine() { docker version >/dev/null 2>&1 || { echo "Bail out! no Docker engine answers"; exit 1; }; }

free_port() { node -e 'import(process.argv[1]).then(async ({ freePort }) => console.log(await freePort()))' "$root/lab-manager/test/support/free-port.ts"; }
# Listens until the test ends; $listener is its process.
listen() { # ADDRESS PORT
  node -e 'require("net").createServer().listen(Number(process.argv[2]), process.argv[1])' "$1" "$2" &
  listener=$!
  at_end "kill $listener"
  until_listens "$listener" "$1" "$2"
}
until_listens() { # PROCESS ADDRESS PORT
  until node -e 'require("net").connect(Number(process.argv[2]), process.argv[1]).on("connect", () => process.exit(0)).on("error", () => process.exit(1))' "$2" "$3"; do
    kill -0 "$1" || return 1
  done
}

done_testing() {
  echo "1..$count"
  [ "$failed" = 0 ]
}
