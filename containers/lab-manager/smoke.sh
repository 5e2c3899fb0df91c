#!/bin/sh
# Smoke test of labstead/lab-manager, on a machine without an engine: everything but making containers, which the lab's own tests do.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

# start_manager NAME LAB-ID
start_manager() {
  mkdir -p "$scratch/home"
  start "$1" --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER --cap-add FSETID --cap-add MKNOD --cap-add SETFCAP --volume "$scratch/home:/var/lib/labstead" \
    --env LABSTEAD_LAB_ID="$2" --env LABSTEAD_VERSION="$version" "$image"
}

once() {
  docker run --rm --label "org.labstead.test-run=$run_id" --read-only --cap-drop ALL "$image" "$@"
}

# What the daemon holds for itself. How much of Node.js's own file counts as resident besides is up to what the machine has read of it.
own_megabytes() {
  # shellcheck disable=SC2016 # expands inside
  in_container manager bash -c 'for status in /proc/[0-9]*/status; do
    { read -r _ name; while read -r key value _; do [[ $key == RssAnon: ]] && size=$value; done; } <"$status"
    [[ $name == node || $name == MainThread ]] && echo $((size / 1024)) && exit; done'
}

# Once what the start took has been given back.
stays_small() {
  for _second in 1 2 3 4 5 6 7 8 9 10; do
    _megabytes=$(own_megabytes)
    printf 'after %s s: %s MB\n' "$_second" "$_megabytes"
    [ "${_megabytes:-1000}" -gt 40 ] || return 0
    sleep 1
  done
  return 1
}

# A file of another user in a folder that gives its group on comes back from a snapshot as it was, by what the manager may do. It works in
# the data root: restic's packs are larger than what a container has in memory.
backs_up_and_restores() {
  # shellcheck disable=SC2016 # expands inside
  in_container manager sh -euc '
    cd /var/lib/labstead && mkdir smoke && cd smoke && mkdir -p lab/shared tmp
    echo 1 >lab/shared/file && chown -R 10001:10002 lab/shared && chmod 2770 lab/shared && chmod 4710 lab/shared/file
    echo secret >key
    export RESTIC_REPOSITORY=local:$PWD/repository RESTIC_PASSWORD_FILE=$PWD/key RESTIC_CACHE_DIR=$PWD/cache TMPDIR=$PWD/tmp
    choom -n 1000 -- nice -n 10 ionice -c 3 restic init --json
    restic backup --json -- lab && restic restore latest --json --target=back --verify && restic check --json --read-data-subset=1/1
    stat -c "%a %u:%g" back/lab/shared back/lab/shared/file
    [ "$(stat -c "%a %u:%g" back/lab/shared)" = "2770 10001:10002" ] && [ "$(stat -c "%a %u:%g" back/lab/shared/file)" = "4710 10001:10002" ]'
}

# What an export is written and sealed with, and what a repository behind SFTP is reached by.
has_tools_of_backups() {
  once sh -euc 'tar --version | grep -q "GNU tar"; zstd --version; openssl version; ssh -V; ionice --version; choom --version; test -s /etc/ssl/certs/ca-certificates.crt'
}

starts_again() {
  docker kill --signal KILL "$(container manager)" >/dev/null
  docker start "$(container manager)" >/dev/null
  await_health manager 30
}

begin lab-manager
check 'it starts' start_manager manager labsmoke1
check 'it becomes healthy without an engine' await_health manager 30
check 'and says what is missing' logs_say manager 'docker.unreachable'
check 'it runs as root with CHOWN, DAC_OVERRIDE, FOWNER, FSETID, MKNOD and SETFCAP only, no way to more, and a root it cannot write' is_confined manager 0 8800001b
check 'its public port answers only with the lab for its own hosts' answers '^HTTP/1.1 4[0-9][0-9]' http manager 8080 'GET /api/v1/status HTTP/1.1' 'Host: other.invalid'
check 'what it holds for itself settles below 40 MB' stays_small
check 'restic takes files of other users as they are, and gives them back so' backs_up_and_restores
check 'a second manager of the same lab refuses' start_manager second labsmoke1
check 'because the first is running' exits_with second 75 20
check 'it starts again after kill -9' starts_again
check 'it stops in time' stops_in_time manager
check 'a lab id that is not one is refused' start_manager misuse 'Not A Lab'
check 'as something starting again cannot mend' exits_with misuse 78 20
check 'labctl is a command in it' answers '^Usage: labctl' once labctl --help
check 'labctl says its version' answers "^$version\$" once labctl --client-version
check 'it is Node 24' answers '^v24\.' once node --version
check 'it has restic 0.18 or newer' answers '^restic 0\.(1[89]|[2-9][0-9])\.' once restic version
check 'it has the tools of backups' has_tools_of_backups
check 'there is no npm in it' answers 'not found|no such file' once npm --version
check 'the templates are in it' once test -s /opt/labstead/templates/edge/traefik.yaml
finish
