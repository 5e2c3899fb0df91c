#!/bin/sh
# Runs every test of the repository from a clean clone. What npm can't fetch is installed by the suites that need it, each
# through the project's own scripts. The last line printed is `N passed, N failed, N skipped`.
#
#   npm test                     everything
#   npm test -- unit shell       only these suites (npm test -- --list names them)
set -eu

main() {
  cd "$(dirname "$0")/../../.."
  require npm "install Node.js 20 or newer, with npm"
  if ! cmp -s package-lock.json node_modules/.installed-lock; then
    # Nothing is compiled on this machine, which may have no compiler: native modules bring their binaries. Only the package
    # that is Node.js itself has to fetch its own.
    npm ci --ignore-scripts --no-audit --no-fund
    npm rebuild node
    cp package-lock.json node_modules/.installed-lock
  fi
  # Labs under test are given gigabytes, for which there is no room where /tmp is memory.
  export TMPDIR="${TMPDIR:-/var/tmp}"
  exec node_modules/.bin/node lab-manager/test/run/main.ts "$@"
}

require() {
  command -v "$1" >/dev/null 2>&1 && return
  echo "missing prerequisite: $1 ($2)" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

main "$@"
