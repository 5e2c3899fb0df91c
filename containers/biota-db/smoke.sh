#!/bin/sh
# Smoke test of labstead/biota-db. Needs root (it lays out directories for the container's user) and the image.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

# A password that would break out of careless SQL and option files.
# shellcheck disable=SC2016,SC1003 # none of it is meant to expand
password='a'\''b"c\d#e; f`$x%\'

lay_out() {
  mkdir -p "$scratch/generations" "$scratch/archives" "$scratch/secrets"
  cp "$here/../templates/biota/ncbi-organisms.sql" "$scratch/archives/plain.sql"
  gzip -n <"$scratch/archives/plain.sql" >"$scratch/archives/packed.sql"
  head -c 20000 "$scratch/archives/packed.sql" >"$scratch/archives/damaged.sql"
  printf 'CREATE TABLE t (n INT);\n\\! touch /generations/ran\nSELECT 1 INTO OUTFILE "/generations/written";\n' >"$scratch/archives/hostile.sql"
  printf 'INSERT INTO mysql.global_priv VALUES ("%%", "me", "{}");\n' >"$scratch/archives/thief.sql"
  printf -- '-- nothing\n' >"$scratch/archives/empty.sql"
  printf '%s' "$password" >"$scratch/secrets/prod-password"
  printf 'other' >"$scratch/secrets/dev-password"
  chmod 0400 "$scratch"/secrets/*
  chmod 0755 "$scratch/archives"
  chown -R 10002:10002 "$scratch/generations" "$scratch/secrets"
}

# build CONTAINER GENERATION ARCHIVE
build() {
  start "$1" --network none --tmpfs /run/mysqld:rw,noexec,nosuid,nodev,size=32m --volume "$scratch/generations:/generations" \
    --volume "$scratch/archives:/archives:ro" --env "BIOTA_GENERATION=$2" --env "BIOTA_ARCHIVE=$3" --env 'BIOTA_ABOUT={"name":"smoke"}' "$image" build
}

# serve CONTAINER GENERATION MODE [OPTIONS…]
serve() {
  _name=$1
  _data=$scratch/generations/$2
  _mode=$3
  shift 3
  start "$_name" --tmpfs /run/mysqld:rw,noexec,nosuid,nodev,size=32m --volume "$_data:/var/lib/mysql:$_mode" \
    --tmpfs /var/lib/mysql/data/mysql:rw,noexec,nosuid,nodev,size=64m,uid=10002,gid=10002,mode=0700 \
    --volume "$scratch/secrets:/run/secrets:ro" --env BIOTA_READERS='dev prod' "$@" "$image"
}

remove() {
  docker rm --force --volumes "$(container "$1")" >/dev/null
}

query() {
  in_container served mariadb --defaults-file=/run/mysqld/client.cnf --batch --execute "$1"
}

says() {
  _said=$(query "$2")
  [ "$_said" = "$1" ] || {
    printf "said '%s', not '%s'\n" "$_said" "$1"
    return 1
  }
}

refused() {
  ! query "$1"
}

is_complete() {
  [ -f "$scratch/generations/$1/generation.json" ]
}

is_not_there() {
  [ ! -e "$scratch/generations/$1" ]
}

built() {
  check 'it builds a plain archive' build one plain plain.sql
  check 'and ends well' exits_with one 0 60
  check 'the generation is complete' is_complete plain
  remove one
  check 'it builds a packed archive' build two packed packed.sql
  check 'and ends well, too' exits_with two 0 60
  remove two
  build again plain plain.sql
  check 'what is built already is left alone' exits_with again 0 20
  check 'and it says so' logs_say again 'is here already'
  remove again
}

not_built() {
  for archive in damaged hostile thief empty; do
    build bad "$archive" "$archive.sql"
    check "an archive that is $archive fails" exits_with bad 1 60
    check 'and leaves no generation' is_not_there "$archive"
    remove bad
  done
  check 'no command of an archive was run' is_not_there ran
  check 'no file was written by it' is_not_there written
}

interrupted() {
  for after in 0.1 0.6 1.2; do
    rm -rf "$scratch/generations/cut"
    build cut cut plain.sql
    sleep "$after"
    docker kill --signal KILL "$(container cut)" >/dev/null 2>&1 || true
    remove cut
    build cut cut plain.sql
    check "a build killed after $after s is begun anew" exits_with cut 0 60
    check 'and complete' is_complete cut
    remove cut
  done
  mkdir "$scratch/generations/half"
  chown 10002:10002 "$scratch/generations/half"
  build half half plain.sql
  check 'a folder that is only half removed is built anew' exits_with half 0 60
  check 'and is complete then' is_complete half
  remove half
}

served() {
  check 'it serves what was built' serve served plain ro
  check 'it becomes healthy' await_health served 60
  check 'it runs as user 10002 with no capability, no way to one, and a root it cannot write' is_confined served 10002
  check 'a reader gets what was loaded' says 'Homo sapiens' 'SELECT name FROM organism WHERE tax_id = 9606'
  check 'a password full of quotes and backslashes is the password' says "prod@%" 'SELECT CURRENT_USER()'
  for change in "INSERT INTO genetic_code VALUES (99, 'mine')" 'DELETE FROM organism' 'CREATE TABLE mine (n INT)' 'DROP TABLE codon' \
    'CREATE DATABASE mine' "SET PASSWORD = PASSWORD('x')" 'SET GLOBAL read_only = 0' 'SELECT * FROM mysql.global_priv'; do
    check "refused: $change" refused "$change"
  done
  check "also the server's own administrator can change nothing" administrator_is_refused
  check 'it stops in time' stops_in_time served
  check 'nothing of it lies beside the data' says_same_fingerprint
  remove served
}

administrator_is_refused() {
  ! in_container served mariadb --socket=/run/mysqld/mysqld.sock --execute "INSERT INTO biota.genetic_code VALUES (99, 'x')"
}

says_same_fingerprint() {
  [ "$(fingerprint)" = "$before" ]
}

fingerprint() {
  (cd "$scratch/generations/plain" && find . -type f -exec sha256sum {} + | LC_ALL=C sort) | sha256sum
}

misuse() {
  serve writable plain rw || true
  check 'data that could be written is refused' exits_with writable 78 20
  check 'and it says why' logs_say writable 'has to be mounted read-only'
  remove writable
  mkdir -p "$scratch/generations/nothing/data/mysql"
  serve nothing nothing ro || true
  check 'a folder that holds no complete generation is refused' exits_with nothing 78 20
  remove nothing
  serve nobody plain ro --env BIOTA_READERS= || true
  check 'without a reader it does not start' exits_with nobody 78 20
  remove nobody
}

begin biota-db
lay_out
built
before=$(fingerprint)
not_built
interrupted
served
misuse
finish
