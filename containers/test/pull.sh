#!/bin/sh
# Proves against a real registry (Debian's docker-registry) that images.sh pulls what it can, refuses what was made from other sources, and
# builds where a registry doesn't answer, and that it says which. Prints TAP.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

# A port nobody listens on and that the kernel gives to no connection, tried from a random one on; Docker speaks plain http to registries
# on loopback only.
free_port() {
  # Not by `read`: of such a file it gets the first character.
  _first=$(awk '{ print $1 }' /proc/sys/net/ipv4/ip_local_port_range)
  [ "$_first" -gt 21000 ] || _first=40000
  _port=$((20000 + $(od -An -N 2 -t u2 /dev/urandom) % (_first - 20000)))
  while ss -Htln "sport = :$_port" | grep -q .; do _port=$((_port + 1)); done
  printf '%s' "$_port"
}

start_registry() {
  registry=127.0.0.1:$(free_port)
  cat >"$scratch/registry.yaml" <<YAML
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $scratch/registry}}
http: {addr: $registry}
YAML
  docker-registry serve "$scratch/registry.yaml" >"$scratch/registry.log" 2>&1 &
  registry_process=$!
  _left=20
  until ss -Htln "sport = :${registry#*:}" | grep -q .; do
    _left=$((_left - 1))
    [ "$_left" -gt 0 ] || return 1
    sleep 0.5
  done
}

stop_registry() {
  [ -z "${registry_process:-}" ] || kill "$registry_process" 2>/dev/null || true
  registry_process=''
}

clean_up() {
  stop_registry
  for _tag in "$image" "$kept" "$registry/path/$image" "labstead-test:$run_id"; do docker image rm "$_tag" >/dev/null 2>&1 || true; done
  clean_up_smoke
}

ensure() {
  LABSTEAD_REGISTRY=$1 tool ensure --only database
}

# Push what is here under the name the tool asks for, then forget the local name.
push() {
  docker tag "$1" "$registry/path/$image"
  docker push --quiet "$registry/path/$image"
  docker image rm "$registry/path/$image" >/dev/null
}

forget() {
  docker image rm --no-prune "$image" >/dev/null
}

image_is() {
  [ "$(docker image inspect --format '{{.Id}}' "$image")" = "$1" ]
}

pulls() {
  push "$kept" >/dev/null
  forget
  check 'an image a registry has is pulled, and it says so' answers '^images: database: pulled in [0-9]+ s \(labstead/database:' ensure "$registry/path"
  check 'it is the one that was pushed' image_is "$id"
  check 'no name of the registry stays behind' silent_about "$registry" docker images --format '{{.Repository}}'
  check 'a second time it is present' answers '^images: database: present' ensure "$registry/path"
}

other_sources() {
  printf 'FROM %s\nLABEL org.labstead.source-hash=other\n' "$kept" | DOCKER_BUILDKIT=1 docker build --quiet --tag "labstead-test:$run_id" - >/dev/null
  push "labstead-test:$run_id" >/dev/null
  forget
  check 'an image made from other sources is not taken' answers 'was made from other sources: building it' ensure "$registry/path"
  check 'but built' answers '^images: database: present' ensure "$registry/path"
  check 'and what was pulled in vain is gone' silent_about "$registry" docker images --format '{{.Repository}}'
}

absent() {
  forget
  check 'an image a registry does not have is built, and it says why' answers "can't be pulled from $registry/nowhere \(.*\): building it" ensure "$registry/nowhere"
  check 'and then it is there' docker image inspect "$image"
}

unreachable() {
  stop_registry
  forget
  check 'where no registry answers it is built, and it says why' answers "can't be pulled from $registry/path \(.*refused.*\): building it" ensure "$registry/path"
  check 'and then it is there' docker image inspect "$image"
}

# A registry that takes connections and says nothing holds an installation up for seconds, not for ever.
silent() {
  perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalAddr => $ARGV[0], Listen => 9, ReuseAddr => 1) or die "$@"; while (push @c, $s->accept) {}' "$registry" &
  registry_process=$!
  sleep 1
  forget
  _from=$(date +%s)
  check 'a registry that says nothing is given up' answers "can't be pulled from $registry/path \(no answer within 10 s\): building it" ensure "$registry/path"
  # The build that follows is counted, too, and takes its time on a busy machine.
  check 'and not waited for' test $(($(date +%s) - _from)) -lt 300
  stop_registry
}

begin database
command -v docker-registry >/dev/null || {
  not_ok "Debian's docker-registry is here (apt-get install docker-registry)"
  finish
}
copy_tool
kept=labstead-test:$run_id-kept
registry=none
trap clean_up EXIT
ensure '' >/dev/null
id=$(docker image inspect --format '{{.Id}}' "$image")
docker tag "$image" "$kept"
check 'a registry runs here' start_registry
pulls
other_sources
absent
unreachable
silent
finish
