#!/bin/sh
# Smoke test of labstead/database. Needs root (it lays out directories for the container's user) and the image.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

# A password that would break out of careless SQL, option files and shells.
# shellcheck disable=SC2016,SC1003 # none of it is meant to expand
password='a'\''b"c\d#e; f`$x%\'

# data_root NAME: a data directory and a secret, as the lab lays them out.
data_root() {
  mkdir -p "$scratch/$1/db" "$scratch/$1/secrets"
  printf '%s' "$password" >"$scratch/$1/secrets/password"
  chmod 0400 "$scratch/$1/secrets/password"
  chown -R 10002:10002 "$scratch/$1"
}

# start_database CONTAINER DATA [OPTIONS…]
start_database() {
  _name=$1
  _data=$scratch/$2
  shift 2
  start "$_name" --tmpfs /run/mysqld:rw,noexec,nosuid,nodev,size=16m --volume "$_data/db:/var/lib/mysql" --volume "$_data/secrets:/run/secrets:ro" \
    --env MARIADB_DATABASE=labstead --env MARIADB_USER=labstead --env MARIADB_PASSWORD_FILE=/run/secrets/password "$@" "$image"
}

remove() {
  docker rm --force --volumes "$(container "$1")" >/dev/null
}

# Over TCP as the application's user.
query() {
  in_container "$1" mariadb --defaults-file=/run/mysqld/client.cnf --batch --execute "$2"
}

says() {
  _wanted=$1
  shift
  _said=$("$@")
  [ "$_said" = "$_wanted" ] || {
    printf "said '%s', not '%s'\n" "$_said" "$_wanted"
    return 1
  }
}

# refused_with ERROR COMMAND…
refused_with() {
  _wanted=$1
  shift
  _said=$("$@" 2>&1) && {
    printf 'was let in: %s\n' "$_said"
    return 1
  }
  printf '%s\n' "$_said"
  printf '%s\n' "$_said" | grep -q "ERROR $_wanted "
}

with_password() {
  in_container first env MYSQL_PWD="$1" mariadb --protocol=tcp --host=127.0.0.1 --user=labstead --execute 'SELECT 1'
}

everyday() {
  data_root first
  mkdir -m 0700 "$scratch/first/db/.reset-1" "$scratch/first/db/.before-1" "$scratch/first/db/.restore-2"
  check 'it starts from a data directory that is empty but for what a reset or a restore put there' start_database first first
  check 'it becomes healthy' await_health first 60
  check 'it runs as user 10002 with no capability, no way to one, and a root it cannot write' is_confined first 10002
  check 'the application can make a table and write to it' query first \
    'CREATE TABLE kept (n INT PRIMARY KEY, t TEXT) ENGINE=InnoDB; INSERT INTO kept VALUES (1, "Größe 𝛑")'
  check 'text comes back as it was written' says 'Größe 𝛑' query first 'SELECT t FROM kept'
  check 'a commit is on disk before it is acknowledged' says '1 ON' query first \
    'SELECT CONCAT(@@innodb_flush_log_at_trx_commit, " ", IF(@@innodb_doublewrite, "ON", "OFF"))'
  check 'a password full of quotes and backslashes is the password' with_password "$password"
  check 'a wrong password is refused' refused_with 1045 with_password "$password-"
  check 'an empty password is refused' refused_with 1045 with_password ''
  check 'nobody gets in as root over TCP' refused_with '\(1045\|1698\)' in_container first mariadb --protocol=tcp --host=127.0.0.1 --user=root --execute 'SELECT 1'
  check 'the application may not see the accounts' refused_with 1142 query first 'SELECT * FROM mysql.global_priv'
  check 'there is no anonymous account' says 0 in_container first mariadb --skip-column-names --execute "SELECT COUNT(*) FROM mysql.global_priv WHERE User = ''"
  check 'the password is in no argument and no variable of a process' says hidden where_password_is
}

where_password_is() {
  # shellcheck disable=SC2016 # expands inside
  in_container first bash -c 'read -r wanted </run/secrets/password || true
    for file in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do
      if tr "\0" "\n" <"$file" 2>/dev/null | grep -qF -- "$wanted"; then echo "in $file"; exit; fi
    done; echo hidden'
}

survival() {
  docker kill --signal KILL "$(container first)" >/dev/null
  docker start "$(container first)" >/dev/null
  check 'after kill -9 it starts again' await_health first 60
  check 'and nothing acknowledged is lost' says 1 query first 'SELECT n FROM kept'
  start_database second first || true
  check 'a second server on the same data directory refuses' exits_with second 78 20
  check 'and says why' logs_say second 'another server uses this data directory'
  docker stop "$(container first)" >/dev/null
  password=changed
  data_root first
  docker start "$(container first)" >/dev/null
  await_health first 60 >/dev/null || true
  check 'a password changed in the file counts from the next start' with_password changed
  check 'it stops in time' stops_in_time first
}

# Killed after ever longer times, from before the first file is made to after the last.
interrupted() {
  data_root cut
  for after in 0.05 0.3 0.6 0.9 1.3 1.8; do
    rm -rf "$scratch/cut/db"
    data_root cut
    start_database cut cut
    sleep "$after"
    docker kill --signal KILL "$(container cut)" >/dev/null 2>&1 || true
    _left=$(find "$scratch/cut/db" -mindepth 1 -maxdepth 1 -printf '%f ')
    docker start "$(container cut)" >/dev/null
    check "a first start killed after $after s (it left: ${_left:-nothing}) recovers" await_health cut 60
    remove cut
  done
}

# refuses_directory NAME SENTENCE: the database won't start on $scratch/NAME/db, and leaves it exactly as it was.
refuses_directory() {
  chown -R 10002:10002 "$scratch/$1/db"
  _before=$(fingerprint "$1")
  start_database "$1" "$1" || true
  check "$2" exits_with "$1" 78 20
  check 'and says why' logs_say "$1" "wasn't made by this image"
  check 'and touches nothing in it' test "$_before" = "$(fingerprint "$1")"
  remove "$1"
}

# fingerprint NAME [FOLDER]
fingerprint() {
  (cd "$scratch/$1/db/${2:-}" && find . -printf '%p %y %m %U %s %T@\n' | LC_ALL=C sort && find . -type f -exec sha256sum {} +) | sha256sum
}

foreign() {
  data_root foreign
  mkdir -p "$scratch/foreign/db/mysql"
  printf 'precious' >"$scratch/foreign/db/ibdata1"
  refuses_directory foreign "it refuses somebody else's database"
  data_root lookalike
  mkdir -p "$scratch/lookalike/db/data"
  printf 'precious' >"$scratch/lookalike/db/data/ibdata1"
  refuses_directory lookalike 'it refuses a directory that only looks like one of its own'
  data_root hidden
  printf 'precious' >"$scratch/hidden/db/.hidden"
  refuses_directory hidden 'it refuses a directory that looks empty and is not'
}

# A directory as this image makes it, of a series that this image is not. Its own scratch folder is no data.
other_series() {
  data_root series
  start_database series series
  await_health series 60 >/dev/null || true
  query series 'CREATE TABLE kept (n INT PRIMARY KEY); INSERT INTO kept VALUES (1)'
  docker stop "$(container series)" >/dev/null
  remove series
  _marker=$scratch/series/db/data/.labstead-database
  _own=$(cat "$_marker")
  for other in 99.9 10.1; do
    printf '%s\n' "$other" >"$_marker"
    _before=$(fingerprint series data)
    start_database series series || true
    check "it refuses data that MariaDB $other made" exits_with series 78 20
    check 'and says which made it, and which this is' logs_say series "the data was made by MariaDB $other and this is $_own; nothing was touched"
    check 'and touches nothing of it' test "$_before" = "$(fingerprint series data)"
    remove series
  done
  printf '%s\n' "$_own" >"$_marker"
  start_database series series
  check 'by the series that made it, it is opened again' await_health series 60
  check 'with all that was in it' says 1 query series 'SELECT n FROM kept'
  remove series
}

throw_away() {
  data_root tests
  start_database tests tests --env MARIADB_THROW_AWAY_DATABASES=yes
  await_health tests 60 >/dev/null || true
  check 'for runs of tests the user makes and removes databases' query tests \
    'CREATE DATABASE test_one; CREATE TABLE test_one.t (n INT); DROP DATABASE test_one'
  check 'of names that begin with test_, and no others' refused_with 1044 query tests 'CREATE DATABASE testone'
  remove tests
}

# On a disk of its own, filled up to 3 MB.
full_disk() {
  data_root full
  start full --tmpfs /run/mysqld:rw,noexec,nosuid,nodev,size=16m --volume "$scratch/full/secrets:/run/secrets:ro" \
    --tmpfs /var/lib/mysql:rw,noexec,nosuid,nodev,size=160m,uid=10002,gid=10002,mode=0750 \
    --env MARIADB_DATABASE=labstead --env MARIADB_USER=labstead --env MARIADB_PASSWORD_FILE=/run/secrets/password "$image"
  await_health full 60 >/dev/null || true
  check 'its log has its room on the disk before anything is written' says taken log_room
  query full 'CREATE TABLE t (n INT AUTO_INCREMENT PRIMARY KEY, b VARBINARY(7000)); INSERT INTO t (b) VALUES (REPEAT("x", 7000))'
  for _doubling in 1 2 3 4 5 6 7 8 9 10; do query full 'INSERT INTO t (b) SELECT b FROM t'; done
  # shellcheck disable=SC2016 # expands inside
  in_container full sh -c 'fallocate --length "$(($(df --output=avail -B1 /var/lib/mysql | tail -n 1) - 3000000))" /var/lib/mysql/.labstead-tmp/fill'
  for time in first second third; do
    check "a write that a full disk has no room for is refused, the $time time" refused_with 1114 query full 'INSERT INTO t (b) SELECT b FROM t'
  done
  check 'and nobody falls' says '0 1' full_server
  remove full
}

log_room() {
  # shellcheck disable=SC2016 # expands inside
  in_container full sh -c '[ "$(($(stat -c %b /var/lib/mysql/data/ib_logfile0) * 512))" -ge "$(stat -c %s /var/lib/mysql/data/ib_logfile0)" ] && echo taken'
}

# How often it was started again, and what it answers.
full_server() {
  printf '%s %s\n' "$(docker inspect --format '{{.RestartCount}}' "$(container full)")" "$(query full 'SELECT 1' | tail -n 1)"
}

# dump_of CONTAINER FILE: with its input held open, as whoever asks for it does.
dump_of() {
  mkfifo "$scratch/open"
  exec 9<>"$scratch/open"
  rm "$scratch/open"
  docker exec --interactive "$(container "$1")" labstead-database dump <&9 9<&- >"$2"
  _code=$?
  exec 9<&-
  return "$_code"
}

write_and_load() {
  data_root written
  data_root loaded
  start_database written written
  start_database loaded loaded
  await_health written 60 >/dev/null || true
  await_health loaded 60 >/dev/null || true
  query written 'CREATE TABLE t (n INT PRIMARY KEY, t TEXT, b LONGBLOB) ENGINE=InnoDB;
    INSERT INTO t VALUES (2, "Größe\n𝛑", NULL), (1, "a;b", 0x00FF0A); CREATE TABLE plain (n INT) ENGINE=Aria;
    ALTER DATABASE labstead COLLATE utf8mb4_bin COMMENT "one"; CREATE SEQUENCE s START 5;
    CREATE TABLE drawn (n INT PRIMARY KEY DEFAULT NEXTVAL(s), t INT); INSERT INTO drawn (t) VALUES (1), (2);
    CREATE EVENT passed ON SCHEDULE AT NOW() + INTERVAL 1 SECOND DO DO 0; DO SLEEP(2)'
  in_container written mariadb labstead --execute "CREATE USER 'o\`dd''n'@'10.%' IDENTIFIED BY 'secret'; GRANT SELECT (n) ON t TO 'o\`dd''n'@'10.%';
    CREATE DEFINER='o\`dd''n'@'10.%' VIEW v AS SELECT n FROM t; GRANT SELECT ON v TO 'o\`dd''n'@'10.%';
    CREATE DEFINER='o\`dd''n'@'10.%' VIEW w AS SELECT n FROM v"
  check 'it is written out' dump_of written "$scratch/first.sql"
  check 'to its end' says '-- Dump completed' tail -n 1 "$scratch/first.sql"
  check 'a row a line' says "(1,'a;b',0x00FF0A)," grep '^(1,' "$scratch/first.sql"
  # shellcheck disable=SC2016 # a name in SQL
  check 'without the tables of the server' test -z "$(grep -F '`mysql`' "$scratch/first.sql")"
  check 'without a password' test -z "$(grep -E "'\*[0-9A-F]{40}'" "$scratch/first.sql")"
  check 'with the accounts that people made, locked' says 1 grep -c "^CREATE USER .* USING 'invalid' ACCOUNT LOCK;$" "$scratch/first.sql"
  check 'what is loaded from it' docker exec --interactive "$(container loaded)" labstead-database load <"$scratch/first.sql"
  check 'is written out' dump_of loaded "$scratch/second.sql"
  check 'the same, byte for byte' cmp "$scratch/first.sql" "$scratch/second.sql"
  check 'with the rights of these accounts' says 2 account_rights
  check 'a server that holds tables is not loaded into' fails docker exec --interactive "$(container loaded)" labstead-database load <"$scratch/first.sql"
  check 'a table without transactions is told' says '{"table": "labstead.plain"}' not_transactional
  remove written
  remove loaded
}

account_rights() {
  # shellcheck disable=SC2016 # a name in SQL
  in_container loaded mariadb --skip-column-names --execute "SHOW GRANTS FOR 'o\`dd''n'@'10.%'" | grep -c ' ON `labstead`'
}

fails() {
  if "$@" >/dev/null 2>&1; then return 1; fi
}

not_transactional() {
  in_container written labstead-database estimate | tail -n +2
}

misuse() {
  data_root misuse
  : >"$scratch/misuse/secrets/password"
  start_database misuse misuse || true
  check 'an empty password file is refused' exits_with misuse 78 20
  check 'and nothing was made' test -z "$(ls -A "$scratch/misuse/db")"
  remove misuse
  data_root misuse
  start_database misuse misuse --env 'MARIADB_DATABASE=a`; DROP DATABASE mysql' || true
  check 'a database name that is not one is refused' exits_with misuse 78 20
  remove misuse
  chown root:root "$scratch/misuse/db"
  start_database misuse misuse || true
  check "a data directory it can't write is refused" exits_with misuse 78 20
}

begin database
everyday
check 'the user can make no database where that was not asked for' refused_with 1044 query first 'CREATE DATABASE test_one'
survival
interrupted
foreign
other_series
throw_away
full_disk
write_and_load
misuse
finish
