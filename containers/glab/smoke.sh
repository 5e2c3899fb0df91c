#!/bin/sh
# Smoke test of labstead/glab: beside a real database on a private network it uploads a table, describes it and downloads the result.
# Needs root (it lays out directories for the containers' users) and the images glab and database.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

table=$here/../bricks/labstead_tables/tests/testdata/penguins.csv

lay_out() {
  mkdir -p "$scratch/db" "$scratch/db-secrets" "$scratch/data" "$scratch/bricks/broken/src/broken" "$scratch/run" "$scratch/secrets"
  od -An -N 24 -t x1 /dev/urandom | tr -d ' \n' >"$scratch/secrets/database-password"
  cp "$scratch/secrets/database-password" "$scratch/db-secrets/password"
  printf '{"name": "broken", "version": "1.0.0"}' >"$scratch/bricks/broken/settings.json"
  printf 'def task(:\n' >"$scratch/bricks/broken/src/broken/__init__.py"
  chmod 0400 "$scratch/secrets/database-password" "$scratch/db-secrets/password"
  chown -R 10001:10001 "$scratch/data" "$scratch/run" "$scratch/secrets"
  chown -R 10002:10002 "$scratch/db" "$scratch/db-secrets"
  docker network create --internal --label "org.labstead.test-run=$run_id" "$run_id" >/dev/null
}

start_database() {
  start prod-db --network "$run_id" --network-alias prod-db --tmpfs /run/mysqld:rw,noexec,nosuid,nodev,size=16m \
    --volume "$scratch/db:/var/lib/mysql" --volume "$scratch/db-secrets:/run/secrets:ro" \
    --env MARIADB_DATABASE=labstead --env MARIADB_USER=labstead --env MARIADB_PASSWORD_FILE=/run/secrets/password \
    "labstead/database:$version"
}

start_glab() {
  start prod-glab --network "$run_id" --network-alias prod-glab --user 10001:10001 \
    --volume "$scratch/data:/data" --volume "$scratch/bricks:/bricks:ro" --volume "$scratch/run:/run/labstead" \
    --volume "$scratch/secrets:/run/secrets:ro" \
    --env LABSTEAD_ENVIRONMENT=prod --env LABSTEAD_DATABASE_HOST=prod-db --env LABSTEAD_DATABASE_NAME=labstead \
    --env LABSTEAD_DATABASE_USER=labstead --env LABSTEAD_DATABASE_PASSWORD_FILE=/run/secrets/database-password \
    --env LABSTEAD_DATA=/data --env LABSTEAD_BRICKS=/bricks --env LABSTEAD_CONSOLE_URL=https://lab.localhost \
    --env LABSTEAD_LAB_NAME=Smoke --env LABSTEAD_TASK_MEMORY_BYTES=402653184 "$image"
}

# The same errand a person has in the browser, from inside the container: nothing else reaches its port.
errand() {
  docker exec --interactive "$(container prod-glab)" /opt/labstead/venv/bin/python - "$@" <"$here/glab/smoke_client.py"
}

upload_describe_download() {
  docker cp "$table" "$(container prod-glab):/data/smoke.csv" && errand run /data/smoke.csv
}

status_says() {
  in_container prod-glab labstead-glab status >"$scratch/status" && cat "$scratch/status" && grep -q -- "$1" "$scratch/status"
}

# A name that doesn't exist yet takes the resolver of a network without a way out many seconds.
says_soon() {
  _left=40
  while [ "$_left" -gt 0 ]; do
    ! logs_say "$@" >/dev/null || return 0
    sleep 1
    _left=$((_left - 1))
  done
  logs_say "$@"
}

restart_glab() {
  docker kill --signal KILL "$(container prod-glab)" >/dev/null
  docker start "$(container prod-glab)" >/dev/null
  await_health prod-glab 30
}

begin glab
lay_out

start_glab
check 'waits for a database that is not there yet, and says so' says_soon prod-glab '"for": "the database"'
start_database
check 'gets ready by itself when the database has come' await_health prod-glab 60
check 'its processes are confined to their user, without capabilities, on a read-only root' is_confined prod-glab 10001
check 'its status is JSON that names the shipped bricks' status_says '"name": "labstead_tables"'
check 'a brick that does not parse is reported with its line and stops nothing' status_says 'syntax error in __init__.py, line 1'
check 'a public data set goes up, is described, and the result comes down as it was made' upload_describe_download
check 'after kill -9 it starts again' restart_glab
check 'what was uploaded and made is still there' errand verify
check 'stops in time' stops_in_time prod-glab
finish
