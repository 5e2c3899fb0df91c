#!/bin/sh
# Smoke test of labstead/codelab, beside a real throw-away database. Needs root (it lays out directories for the containers' users) and the
# images codelab and database.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

lay_out() {
  mkdir -p "$scratch/workspace/bricks/sample/src/sample" "$scratch/workspace/bricks/sample/tests" "$scratch/home" "$scratch/debug" \
    "$scratch/secrets" "$scratch/db-secrets"
  od -An -N 24 -t x1 /dev/urandom | tr -d ' \n' >"$scratch/db-secrets/password"
  cp "$scratch/db-secrets/password" "$scratch/secrets/testdb-password"
  printf '{"name": "sample", "version": "1.0.0"}' >"$scratch/workspace/bricks/sample/settings.json"
  : >"$scratch/workspace/bricks/sample/src/sample/__init__.py"
  cp "$here/codelab/smoke_brick_test.py" "$scratch/workspace/bricks/sample/tests/test_sample.py"
  chown -R 10005:10001 "$scratch/workspace" "$scratch/home" "$scratch/secrets"
  chown -R 10002:10002 "$scratch/db-secrets"
  for _network in "$run_id" "$run_id-served"; do
    docker network create --internal --label "org.labstead.test-run=$run_id" "$_network" >/dev/null
  done
}

start_database() {
  start testdb --network "$run_id" --network-alias dev-testdb --tmpfs /run/mysqld:rw,noexec,nosuid,nodev,size=16m \
    --tmpfs /var/lib/mysql:rw,noexec,nosuid,nodev,size=640m,uid=10002,gid=10002,mode=0750 \
    --volume "$scratch/db-secrets:/run/secrets:ro" --env MARIADB_DATABASE=labstead --env MARIADB_USER=labstead \
    --env MARIADB_PASSWORD_FILE=/run/secrets/password --env MARIADB_THROW_AWAY_DATABASES=yes "labstead/database:$version" \
    mariadbd --innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite
}

# Served to one network, as the edge's is, and asking in another.
start_codelab() {
  http_host=codelab
  start codelab --network "$run_id-served" --network-alias codelab --env LABSTEAD_SERVED_AS=codelab --user 10005:10001 \
    --memory 2g --pids-limit 512 --volume "$scratch/workspace:/workspace" --volume "$scratch/home:/home/codelab" \
    --volume "$scratch/debug:/run/labstead-debug:ro" --volume "$scratch/secrets:/run/secrets:ro" \
    --env LABSTEAD_CONSOLE_URL=https://lab.localhost "$image"
  docker network connect "$run_id" "$(container codelab)"
}

# reached_by_database FROM-NETWORK PORT: what a program beside the database gets to see of the codelab there.
reached_by_database() {
  _address=$(docker inspect --format "{{(index .NetworkSettings.Networks \"$1\").IPAddress}}" "$(container codelab)")
  # shellcheck disable=SC2016 # expands inside
  in_container testdb timeout 5 bash -c ': </dev/tcp/"$0"/"$1" && echo open' "$_address" "$2"
}

# Both runs wait for each other, so neither can have had the database to itself.
two_runs_at_once() {
  in_container codelab env SAMPLE_MEET=/tmp/meet brick-test sample >"$scratch/first" 2>&1 &
  _first=$!
  _second_status=0
  in_container codelab env SAMPLE_MEET=/tmp/meet brick-test sample >"$scratch/second" 2>&1 || _second_status=$?
  _first_status=0
  wait "$_first" || _first_status=$?
  cat "$scratch/first" "$scratch/second"
  [ "$_first_status$_second_status" = 00 ]
}

databases() {
  in_container testdb mariadb --defaults-file=/run/mysqld/client.cnf --batch --execute "SHOW DATABASES LIKE 'test\\_%'"
}

leaves_no_database() {
  _left=$(databases)
  printf '%s\n' "$_left"
  [ -z "$_left" ]
}

is_in_use() {
  _unused=$(in_container codelab codelab-unused)
  printf '%s\n' "$_unused"
  [ "$_unused" = '{"unused_seconds": 0.0, "running": {"cells": 0, "tests": 1, "programs": 0}}' ]
}

# A run that is killed can't tidy up; the next one does it.
after_a_killed_run() {
  docker exec --detach "$(container codelab)" env SAMPLE_MEET=/tmp/nobody brick-test sample
  _tries=40
  until [ -n "$(databases)" ] || [ "$_tries" = 0 ]; do sleep 0.25 && _tries=$((_tries - 1)); done
  [ -n "$(databases)" ] || return 1
  is_in_use || return 1
  in_container codelab pkill -KILL -f bin/brick-test
  in_container codelab pkill -KILL -f pytest || true
  in_container codelab brick-test sample && leaves_no_database
}

# As the manager does when whoever asked for a run went away, and a person in a terminal: who waits is told, by a status of its own.
ended_by_its_name() {
  docker exec --env SAMPLE_MEET=/tmp/nowhere "$(container codelab)" brick-test --run smoke-1 sample &
  _run=$!
  _tries=40
  until [ -n "$(databases)" ] && in_container codelab pgrep -f pytest >/dev/null || [ "$_tries" = 0 ]; do
    sleep 0.25 && _tries=$((_tries - 1))
  done
  in_container codelab pkill -TERM -f 'brick-test --run smoke-1' || return 1
  fails_with 80 wait "$_run" || return 1
  _tries=40
  while in_container codelab pgrep -f 'pytest|brick-test' >/dev/null && [ "$_tries" != 0 ]; do
    sleep 0.25 && _tries=$((_tries - 1))
  done
  [ "$_tries" != 0 ] && leaves_no_database
}

# As after a manager that was killed: nobody renews the lease of the run, and nobody ends it.
ended_without_its_asker() {
  run_script smoke_lease.py /opt/labstead/venv/bin/python || return 1
  fails_with 1 in_container codelab pgrep -f 'pytest|brick-test' || return 1
  in_container codelab test ! -e /tmp/brick-test-smoke-2.lease && leaves_no_database
}

# Its network was taken from it, and then given back with another address: the notebook server goes on listening at the first one.
cannot_tell_of_a_cell() {
  docker exec --interactive "$(container codelab)" /opt/jupyter/bin/python - 'import time; time.sleep(600)' <"$here/codelab/smoke_unused.py"
  _tries=60
  until answers '"cells": 1' in_container codelab codelab-unused || [ "$_tries" = 0 ]; do sleep 0.5 && _tries=$((_tries - 1)); done
  [ "$_tries" != 0 ] || return 1
  docker network disconnect "$run_id-served" "$(container codelab)"
  refuses_to_say || return 1
  # It takes the address that became free.
  docker network connect "$run_id-served" "$(container testdb)"
  docker network connect --alias codelab "$run_id-served" "$(container codelab)"
  refuses_to_say && answers 'the editor does not answer' in_container codelab codelab-health
}

refuses_to_say() {
  fails_with 1 in_container codelab codelab-unused \
    && answers "kernels run, and the notebook server can't be asked" in_container codelab codelab-unused
}

# As the lab manager does with what is unhealthy.
right_when_started_anew() {
  docker restart "$(container codelab)" >/dev/null && await_health codelab 60 \
    && answers '"cells": 0' in_container codelab codelab-unused
}

fails_with() {
  _wanted=$1
  shift
  _code=0
  "$@" || _code=$?
  [ "$_code" = "$_wanted" ] || {
    printf 'ended with %s, not %s\n' "$_code" "$_wanted"
    return 1
  }
}

run_script() {
  _script=$here/codelab/$1
  shift
  docker exec --interactive "$(container codelab)" "$@" - <"$_script"
}

begin codelab
lay_out

start_database
start_codelab
check 'it becomes healthy: the editor and the notebook server answer' await_health codelab 60
check 'it tells for how long nobody used it: of a terminal, of a notebook with no page open, and that nobody ever did' run_script smoke_unused.py /opt/jupyter/bin/python
check 'it runs as user 10005 with no capability, no way to one, and a root it cannot write' is_confined codelab 10005
check 'the editor opens the workspace and asks for no password' answers 'HTTP/1.1 302' http codelab 8080 'GET / HTTP/1.1' 'Host: codelab'
check 'the editor serves its workbench' answers 'vscode-workbench-web-configuration' http codelab 8080 'GET /?folder=/workspace HTTP/1.1' 'Host: codelab'
check 'notebooks are below /jupyter, and ask for no password' answers 'HTTP/1.1 200' http codelab 8888 'GET /jupyter/lab HTTP/1.1' 'Host: codelab'
# shellcheck disable=SC2016 # expands inside
check "a new workspace has the editor's tasks and the debugger's settings, readable for dev-glab's group" \
  in_container codelab bash -c '[[ $(stat -c "%u %g %a" /workspace/.vscode/launch.json) == "10005 10001 640" && -f /workspace/.vscode/tasks.json ]]'
await_health testdb 60 >/dev/null || true
for port in 8080 8888; do
  check "nobody but the edge's network reaches its port $port: the database beside it is refused" answers 'Connection refused' reached_by_database "$run_id" "$port"
done
check "a notebook's cell runs on the environment's own Python, with its packages and bricks" run_script smoke_kernel.py /opt/jupyter/bin/python
check 'the language server works without a connection: it finds a wrong type, and the bricks that come with the lab' run_script smoke_language_server.js node --input-type=module
check "two runs of a brick's tests at once each have a database of their own" two_runs_at_once
check 'and leave none behind' leaves_no_database
check 'a run counts as somebody at work; what a killed run leaves is removed by the next' after_a_killed_run
check 'a run is ended by its name, with its tests and its database, and says so' ended_by_its_name
check 'a run whose asker is gone, or that takes too long, ends by itself, wherever the clock is put' ended_without_its_asker
check 'tests of a brick that is not there are refused' fails_with 66 in_container codelab brick-test nobody
check "dev says that it can't ask the lab where there is none" fails_with 1 in_container codelab dev status
check 'dev makes a new brick that works as it is: its own tests pass' in_container codelab sh -c 'dev new word_count && dev test word_count'
check 'and makes none over one that is there, nor of a name that is none' in_container codelab sh -c '! dev new word_count && ! dev new ../up'
# shellcheck disable=SC2016 # expands inside
check 'nor of a name that Python, a package or a brick of the lab has' in_container codelab sh -c \
  'for name in json class pytest uvicorn labstead_core; do ! dev new "$name" && [ ! -e "/workspace/bricks/$name" ] || exit 1; done'
check 'a brick that takes a module from others spoils no tests but its own' in_container codelab sh -c \
  'cp -r /workspace/bricks/word_count /workspace/bricks/json && mv /workspace/bricks/json/src/word_count /workspace/bricks/json/src/json \
    && dev test word_count && ! dev test json && rm -r /workspace/bricks/json'
check 'git is there' in_container codelab git --version
# shellcheck disable=SC2016 # expands inside
check 'the editor neither updates itself nor reports on its user' in_container codelab bash -c \
  'tr "\0" " " </proc/$(pgrep -of code-server)/cmdline | grep -q -- "--disable-telemetry --disable-update-check"'
check 'where it is not reached as it was, it refuses to say how many cells run' cannot_tell_of_a_cell
check 'started anew, it answers at its new address' right_when_started_anew
check 'stops in time' stops_in_time codelab
finish
