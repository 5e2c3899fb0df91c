#!/bin/sh
# Makes the .lock files anew from their .in files: exact versions with the hashes of every wheel, and no
# address of any index (where packages come from is the machine's affair). Needs `uv`; set UPGRADE=1 to
# move to the newest versions, otherwise present pins are kept.
set -eu
cd "$(dirname "$0")"
lock() {
  uv pip compile "$1.in" --output-file "$1.lock" --python-version 3.11 --python-platform linux \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet \
    ${UPGRADE:+--upgrade}
}
lock build-requirements
lock requirements
lock requirements-test
lock requirements-debug
# The codelab has this environment's packages and its own beside them.
lock ../codelab/requirements-jupyter
lock ../codelab/requirements-dev
