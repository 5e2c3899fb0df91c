#!/bin/sh
# A lab whose machine was lost, brought back on a machine that holds nothing of it: from a repository and the recovery code, and from an
# export. Takes some minutes. The images stay; all else that it makes is gone afterwards.
set -eu
. "$(dirname -- "$0")/tap.sh"
needs_root
needs_engine

home=$work/lab http=$(free_port) https=$(free_port)
new=$work/new
# Of the machine's folders the manager sees those below /mnt.
repository=$(mktemp -d /mnt/labstead-test.XXXXXX)
at_end "rm -rf $repository"
printf 'wrong\n' >"$work/code"
printf 'correct horse\n' >"$work/passphrase"

# --- what it would do, without an image or a lab
restore() { try "$root/install.sh" --home "$new" --http-port "$http" --https-port "$https" "$@"; }
restore --dry-run --restore "$repository" --recovery-code-file "$work/code"
check "a dry run of a restore ends well" [ "$status" = 0 ]
check "... and tells that the lab is laid down before it starts" \
  awk '/== Laying down the lab/ { laid = NR } /== Starting the edge/ { started = NR } END { exit !(laid && laid < started) }' "$work/out"
check "... with the repository's folder in reach" said "--volume $repository:$repository"
check "... and data restored once it runs" \
  awk '/== Waiting until/ { up = NR } /== Restoring data and databases/ { restored = NR } END { exit !(up && up < restored) }' "$work/out"
check "... and that the machine it comes from must not go on" said "must not run any more"
check "... and shows nothing of what opens it" [ "$(grep -c wrong "$work/out")" = 0 ]
check "... and makes nothing" [ ! -e "$new" ]
# A browser's second download, by a link to it.
printf 'export\n' >"$work/lab (1).labx.tar"
ln -s "$work/lab (1).labx.tar" "$work/latest one"
restore --dry-run --restore-export "$work/latest one" --passphrase-file "$work/passphrase"
check "a dry run from an export of any name ends well" [ "$status" = 0 ]
check "... under a name that the lab takes" said "--export /run/export/latest-one.tar"
check "... and the file itself lies there, no link to it" said_like "cp .*lab \(1\).labx.tar .*/backups/exports/latest-one.tar.copying"
# ... where a data root kept one of that name: only the very same is not put there anew.
mkdir -p "$new/backups/exports"
kept=$new/backups/exports/latest-one.tar
restore_latest() { restore --dry-run --restore-export "$work/latest one" --passphrase-file "$work/passphrase"; }
printf 'damage\n' >"$kept"
restore_latest
check "another one of that name that lies there already is kept under a name of its own" \
  said_like "^\+ mv -T -- $kept ${kept%.tar}-before-[0-9]{8}T[0-9]{6}Z\.tar$"
check "... which is said" said_like "latest-one\.tar: it is to be called latest-one-before-[0-9TZ]+\.tar"
check "... before this one takes its place" \
  awk '/^\+ mv -T -- / { other = NR } /^\+ mv -f -T -- / { placed = NR } END { exit !(other && placed == other + 1) }' "$work/out"
printf 'export\n' >"$kept"
restore_latest
check "... and a whole one is left as it is" [ "$(grep -c -F "$kept.copying" "$work/out")" = 0 ]
rm -r "$new"
# ... where one was interrupted: nothing but what is whole is gone on with.
mkdir -p "$new/.restoring" "$new/state"
printf '{"repository":"main","snapshot":"%064d"}\n' 1 >"$new/state/restore.json"
restore --dry-run --restore "$repository" --recovery-code-file "$work/code"
check "killed before its lab file was in place, it would lay it down anew" said "== Laying down the lab that was lost"
restore --dry-run
check "... and no new lab would be made of it" said "a restore into $new was interrupted"
rmdir "$new/.restoring"
for file in restore.json restored.json; do
  [ -e "$new/state/$file" ] || mv "$new/state/restore.json" "$new/state/$file"
  restore --dry-run --restore "$repository" --recovery-code-file "$work/code"
  check "with all in place ($file) it would go on" said "was laid down before; it goes on"
done
restore --dry-run --restore "$repository" --recovery-code-file "$work/code" --snapshot 1234abcd
check "... but not with another snapshot" said "what was laid down in $new is the snapshot 0000"
rm -r "$new"
mkdir "$new"
echo mine >"$new/thesis.txt"
restore --restore "$repository" --recovery-code-file "$work/code"
check "a data root that isn't empty stops it" [ "$status" = 1 ]
check "... which says why" said "$new is not empty"
check "... and keeps what is there" grep -qx mine "$new/thesis.txt"
rm "$new/thesis.txt"
mkdir -p "$new/backups/repository"
echo pack >"$new/backups/repository/config"
restore --dry-run --restore "$new/backups/repository" --recovery-code-file "$work/code"
check "one that holds nothing but backups doesn't: the old disk is at hand" [ "$status" = 0 ]
check "... and the repository in it is given" said "--volume $new/backups/repository:$new/backups/repository"
rm -r "$new"

# --- a lab with data, backed up and exported
"$root/containers/images.sh" ensure >"$work/images" 2>&1 || { sed 's/^/# /' "$work/images"; echo "Bail out! no images"; exit 1; }
LABSTEAD_PREFIX=$work/prefix
XDG_CONFIG_HOME=$work/config
export LABSTEAD_PREFIX XDG_CONFIG_HOME
unset LABSTEAD_HOME LABSTEAD_REGISTRY LABSTEAD_BIND LABSTEAD_HTTP_PORT LABSTEAD_HTTPS_PORT
remove_lab() { # HOME: whatever state it is in
  lab=$(cat "$1/state/lab-id" 2>/dev/null || echo none)
  # Its manager may be at work on what is taken away here, until it is gone itself.
  for _ in $(seq 20); do
    docker ps -aq --filter "label=org.labstead.lab=$lab" | xargs -r docker rm -f || true
    docker network ls -q --filter "label=org.labstead.lab=$lab" | xargs -r docker network rm || true
    [ -n "$(docker ps -aq --filter "label=org.labstead.lab=$lab")$(docker network ls -q --filter "label=org.labstead.lab=$lab")" ] || return 0
    sleep 0.5
  done
  echo "# of the lab $lab something can't be removed" >&2
  return 1
}
at_end "remove_lab $home; remove_lab $new"
labctl() { "$work/prefix/bin/labctl" "$@"; }
shelf=prod-db-labstead-explorer-shelf
sum_of() { # HOME: of every file of people's, and of every row of production's databases, a brick's among them
  (cd "$1/environments/prod/data" && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2)
  for database in prod-db "$shelf"; do
    docker exec "$(cat "$1/state/lab-id")-$database" sh -c \
      'mariadb -BN -e "SELECT CONCAT(table_schema, \".\", table_name) FROM information_schema.tables
         WHERE table_type = \"BASE TABLE\" AND table_schema NOT IN (\"mysql\", \"sys\", \"performance_schema\", \"information_schema\") ORDER BY 1" |
         while read -r table; do mariadb -BN -e "CHECKSUM TABLE $table EXTENDED"; done'
  done
}
# What only root of the machine may make lies in unpacked images of machines: a device, and a program with rights of its own.
made_by_root() { # HOME PYTHON: with these in its folder of data
  docker run --rm --user 0 --network none --entrypoint python3 --volume "$1/environments/prod/data:/data" --workdir /data \
    "labstead/glab:$version" -c "import os; $2"
}
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$root/package.json")
rights='bytes.fromhex("0100000200040000000000000000000000000000")'
make_special="os.mknod('null', 0o020640, os.makedev(1, 3)); open('ping', 'w').close(); os.setxattr('ping', 'security.capability', $rights)"
tell_special="it = os.stat('null'); print(oct(it.st_mode), os.major(it.st_rdev), os.minor(it.st_rdev), os.getxattr('ping', 'security.capability').hex())"

try "$root/install.sh" --home "$home" --http-port "$http" --https-port "$https"
check "there is a lab" [ "$status" = 0 ]
token=$(sed -n 's/.*claim#token=\([0-9a-f]*\)$/\1/p' "$work/out")
printf 'correct horse battery staple' >"$work/password"
"$work/prefix/lib/labstead/node" - "$https" "$home" "$token" <<'CLAIM' >"$work/out" 2>&1 || true
const [port, home, token] = process.argv.slice(2);
const headers = { host: `lab.localhost:${port}`, origin: `https://lab.localhost:${port}`, 'content-type': 'application/json' };
const ca = require('node:fs').readFileSync(`${home}/edge/certs/ca.crt`);
const options = { host: '127.0.0.1', port, servername: 'lab.localhost', method: 'POST', path: '/api/v1/claim', ca, headers };
const body = { token, email: 'ada@example.org', name: 'Ada', password: 'correct horse battery staple' };
require('node:https').request(options, (reply) => reply.pipe(process.stdout)).end(JSON.stringify(body));
CLAIM
check "... with an owner" labctl login --email ada@example.org --password-file "$work/password"
labctl data upload "$root/bricks/labstead_tables/tests/testdata/penguins.csv" >"$work/out" 2>&1
check "... and with what only root can make" made_by_root "$home" "$make_special"
made_by_root "$home" "$tell_special" >"$work/special"
printf 'backup:\n  repositories:\n    - { name: main, location: %s }\n' "$repository" >>"$home/lab.yaml"
try labctl apply
check "... and a repository in its lab file" [ "$status" = 0 ]
cp -R "$root/bricks/labstead_explorer" "$home/environments/prod/bricks/"
has_shelf() { docker exec "$(cat "$home/state/lab-id")-$shelf" mariadb -e 'SELECT 1'; }
for _ in $(seq 60); do
  if has_shelf >/dev/null 2>&1; then break; fi
  sleep 1
done
birds='CREATE DATABASE birds; CREATE TABLE birds.seen (name VARCHAR(80)); INSERT INTO birds.seen VALUES ("Gentoo"), ("Adélie")'
check "... and a brick with a database" docker exec "$(cat "$home/state/lab-id")-$shelf" mariadb -e "$birds"
# What a new brick needs is made by itself, and nothing else meanwhile.
for _ in $(seq 60); do
  if ! labctl job list | grep -q running; then break; fi
  sleep 1
done
try labctl backup repo add main
check "... which it makes" [ "$status" = 0 ]
labctl backup repo key main --json >"$work/key" 2>"$work/out" || true
sed -n 's/.*"code": *"\([^"]*\)".*/\1/p' "$work/key" >"$work/code"
check "... with a recovery code" [ -s "$work/code" ]
try labctl backup now
check "... and a snapshot in it" [ "$status" = 0 ]
try labctl backup export --passphrase-file "$work/passphrase"
check "... and an export" [ "$status" = 0 ]
cp "$home"/backups/exports/*.labx.tar "$work/lab.labx.tar"
sum_of "$home" >"$work/before"
id=$(cat "$home/state/lab-id")
cp "$home/edge/certs/ca.crt" "$work/ca.crt"

# --- the machine is lost, twice
lose() { # HOME
  remove_lab "$1" >/dev/null 2>&1
  rm -rf "$1" "$work/prefix" "$work/config"
}
lose "$home"
printf 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA\n' >"$work/wrong"
restore --restore "$repository" --recovery-code-file "$work/wrong"
check "a wrong recovery code lays down nothing" [ "$status" = 1 ]
check "... not even a part" [ -z "$(find "$new" -mindepth 1 ! -name .restoring)" ]

brought_back() {
  check "it ends well" [ "$status" = 0 ]
  check "its last words say how it is tried out while the machine it comes from lives" said "Was this only tried out?"
  check "it is the lab it was" [ "$(cat "$new/state/lab-id")" = "$id" ]
  sum_of "$new" >"$work/after" 2>&1 || true
  check "every file and every table is as it was" diff "$work/before" "$work/after"
  check "its owner signs in" labctl login --email ada@example.org --password-file "$work/password"
  check "browsers that trusted it go on doing so" cmp "$work/ca.crt" "$new/edge/certs/ca.crt"
  check "nothing is left to be restored" [ ! -e "$new/state/restore.json" ]
  check "what opened it is kept nowhere" [ -z "$(given_left)" ]
}
given_left() { find /run -maxdepth 1 -name 'labstead-restore.*' -newer "$work/ca.crt"; }
# Interrupted at each place, by the hardest way; the same command goes on.
killed_when() { # CONDITION
  ended_when KILL "$@"
  given_left | xargs -r rm -rf
}
ended_when() { # SIGNAL CONDITION
  signal=$1
  shift
  # A test that runs without a terminal may have been told to ignore that one breaks off.
  setsid env --default-signal=HUP "$root/install.sh" --home "$new" --http-port "$http" --https-port "$https" --restore "$repository" \
    --recovery-code-file "$work/code" >"$work/killed" 2>&1 &
  killed=$!
  until "$@" || ! kill -0 "$killed" 2>/dev/null; do sleep 0.2; done
  kill "-$signal" "-$killed" 2>/dev/null || true
  wait "$killed" 2>/dev/null || true
  # What it started dies with it, though not at once.
  flock --wait 30 "/var/lock/labstead-install$(printf '%s' "$new" | tr / -).lock" true || true
}
begun() { [ -e "$new/.restoring" ]; }
laid() { [ -e "$new/state/restore.json" ] && ! begun; }
restores() { grep -q '^== Restoring data' "$work/killed"; }
# On a busy machine the kill may come when its services were started already.
only_laid() {
  remove_lab "$new" >/dev/null 2>&1
  find "$new" -mindepth 1 -maxdepth 1 ! -name state ! -name lab.yaml -exec rm -rf {} +
}
is_ours() { grep -q "location: $repository" "$new/lab.yaml"; }

ended_when HUP begun
check "a connection that breaks off leaves nothing of what was given" [ -z "$(given_left)" ]
killed_when begun
killed_when laid
check "killed while it lays down, it lays down all of it the next time" is_ours
# As a kill between the state and the lab file leaves it.
only_laid
mkdir "$new/.restoring"
mv "$new/lab.yaml" "$new/.restoring/lab.yaml"
restore
check "half a lab is not taken for a new one" [ "$status" = 1 ]
check "... which says why" said "a restore into $new was interrupted"
check "... and gets no other lab file" [ ! -e "$new/lab.yaml" ]
killed_when laid
check "killed before its lab file was in place, it is laid down anew" is_ours
# ... and after it, with nothing left to do but to take the mark away.
only_laid
mkdir "$new/.restoring"
killed_when laid
check "killed before the mark went, it is laid down anew" is_ours
restore --restore "$repository" --recovery-code-file "$work/code" --snapshot 00000000
check "another snapshot is not laid over it" [ "$status" = 1 ]
check "... which says what lies there" said "what was laid down in $new is"
killed_when restores
restore --restore "$repository" --recovery-code-file "$work/code"
brought_back
made_by_root "$new" "$tell_special" >"$work/special-after" 2>&1 || true
check "a device and a program's own rights are as they were" cmp "$work/special" "$work/special-after"

lose "$new"
mkdir -p "$new/backups/exports"
printf 'of another lab\n' >"$new/backups/exports/lab.labx.tar"
restore --restore-export "$work/lab.labx.tar" --passphrase-file "$work/passphrase"
brought_back
check "another export of the same name is kept" grep -qx 'of another lab' "$new"/backups/exports/lab.labx-before-*.tar

lose "$new"
# More than what fills up its last record, which says nothing.
head -c -20480 "$work/lab.labx.tar" >"$work/cut.labx.tar"
restore --restore-export "$work/cut.labx.tar" --passphrase-file "$work/passphrase"
check "an export that was cut off lays down nothing" [ "$status" = 1 ]
check "... and says what is wrong with it" said_like "can.t be used"
lose "$new"

# The disk of the repository is mounted in another place on the new machine.
carried=$(mktemp -d /mnt/labstead-test.XXXXXX)
at_end "rm -rf $carried"
mv "$repository"/* "$carried"
restore --restore "$carried" --recovery-code-file "$work/code"
check "a repository that was carried elsewhere is told by its keys" \
  said "The lab file named its repository main at $repository: from now on it names it at $carried."
brought_back
check "... and the lab goes on with it" labctl backup now
check "... where it is now" grep -qF "location: \"$carried\"" "$new/lab.yaml"

# Development is switched off, as a small machine is told to: its files are in the snapshots of then, and nothing is there to let go of them.
head -c 100000 /dev/urandom >"$work/draft"
for folder in data workspace; do cp "$work/draft" "$new/environments/dev/$folder/draft"; done
try labctl disable dev
check "development is switched off" [ "$status" = 0 ]
try labctl backup now
check "... and the lab is backed up without it" [ "$status" = 0 ]
sum_of "$new" >"$work/before"
lose "$new"
restore --restore "$carried" --recovery-code-file "$work/code"
brought_back
for folder in data workspace; do
  check "... with the files of development, in its $folder" cmp "$work/draft" "$new/environments/dev/$folder/draft"
done
check "... of which nothing runs" \
  [ -z "$(docker ps -aq --filter "label=org.labstead.lab=$id" --filter label=org.labstead.environment=dev)" ]
try labctl enable dev
check "... until it is enabled" [ "$status" = 0 ]
check "... and has them still" cmp "$work/draft" "$new/environments/dev/data/draft"
# A database that its server holds lawfully, and that no server makes anew from its dump: a default from a sequence of another database, which
# comes after it.
crossed='CREATE DATABASE zoo; CREATE SEQUENCE zoo.s; CREATE TABLE birds.ringed (n INT DEFAULT NEXTVAL(zoo.s))'
check "a database that can't be loaded again" docker exec "$id-$shelf" mariadb -e "$crossed"
try labctl backup now
check "... is backed up" [ "$status" = 0 ]
docker exec "$id-prod-db" mariadb -BN -e 'CHECKSUM TABLE labstead.resources EXTENDED' >"$work/resources"
lose "$new"
restore --restore "$carried" --recovery-code-file "$work/code"
check "the lab does not come back by halves unasked" [ "$status" = 1 ]
check "... which says why" said "Could not load a dump into"
check "... and what is to be done about it" said "the same command again with --lacking"
check "... and is still to be restored" [ -e "$new/state/restore.json" ]
restore --restore "$carried" --recovery-code-file "$work/code" --lacking
check "asked for, it comes back without that database" [ "$status" = 0 ]
check "... which its last words say" [ "$(tail -n 5 "$work/out" | grep -c "but for the database $shelf")" != 0 ]
docker exec "$id-prod-db" mariadb -BN -e 'CHECKSUM TABLE labstead.resources EXTENDED' >"$work/resources-after"
check "... with the rows of the others" cmp "$work/resources" "$work/resources-after"
check "... and nothing is left to be restored" [ ! -e "$new/state/restore.json" ]
check "... so that its owner signs in" labctl login --email ada@example.org --password-file "$work/password"
try labctl backup now
check "... is told each night that something is not there any more" said "It lacks something"
try labctl backup now --disks-are-right
check "... and goes on without it once that is right" [ "$status" = 0 ]
done_testing
