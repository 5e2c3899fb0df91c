#!/bin/sh
# engine.sh leaves a complete engine alone, refuses one it can't work with, and without systemd starts one itself.
set -eu
. "$(dirname -- "$0")/tap.sh"
needs_root
needs_engine
engine=$root/containers/engine.sh

try "$engine" status
check "this machine's engine is complete" [ "$status" = 0 ]
plugins=$(ls -l --time-style=full-iso /usr/local/lib/docker/cli-plugins 2>/dev/null || true)
running=$(docker info --format '{{.ID}} {{.ServerVersion}}')
try "$engine" ensure
check "ensuring a complete engine ends well" [ "$status" = 0 ]
check "... and leaves it as it was" [ "$(docker info --format '{{.ID}} {{.ServerVersion}}')" = "$running" ]
check "... its plugins, too" [ "$(ls -l --time-style=full-iso /usr/local/lib/docker/cli-plugins 2>/dev/null || true)" = "$plugins" ]

# An engine of another age: only what it says of its version matters here.
cat >"$work/versions.js" <<'ENGINE'
const { createServer } = require('node:http');
const [socket, Version, ApiVersion] = process.argv.slice(2);
createServer((request, reply) => {
  reply.setHeader('content-type', 'application/json').setHeader('api-version', ApiVersion);
  reply.end(request.url.endsWith('/_ping') ? 'OK' : JSON.stringify({ Version, ApiVersion, MinAPIVersion: '1.12' }));
}).listen(socket);
ENGINE
refused() { # VERSION API
  socket=$work/$1.sock
  node "$work/versions.js" "$socket" "$1" "$2" &
  at_end "kill $!"
  until [ -S "$socket" ]; do :; done
  try env LABSTEAD_DOCKER_SOCKET="$socket" "$engine" ensure
  check "an engine $1 is refused" [ "$status" = 1 ]
  check "... with the range that works" said "this machine's Docker engine is $1; Labstead works with 20.10 to 29"
}
refused 19.03.15 1.40
refused 20.9.1 1.40
refused 30.0.1 1.52

try env LABSTEAD_DOCKER_SOCKET="$work/none.sock" "$engine" ensure
check "an engine that isn't there is not installed beside a socket of one's own" [ "$status" = 1 ]
check "... and this is said" said "no Docker engine answers on $work/none.sock"
try env DOCKER_HOST=tcp://192.0.2.1:2375 "$engine" ensure
check "another machine's engine is refused" [ "$status" = 1 ]

# A machine without systemd and with a narrow way out: its own network, processes, /run and engine data.
cat >"$work/alone.sh" <<'ALONE'
set -eu
engine=$1 work=$2
mount -t tmpfs none /run
mkdir -p "$work/data" "$work/log" "$work/etc" "$work/groups"
# /sys shows the network it was mounted in.
mount --rbind /sys/fs/cgroup "$work/groups"
mount -t sysfs none /sys
mount --rbind "$work/groups" /sys/fs/cgroup
mount --bind "$work/data" /var/lib/docker
mount --bind "$work/log" /var/log
[ ! -d /etc/docker ] || mount --bind "$work/etc" /etc/docker
ip link set lo up
ip link add wan mtu 1380 type veth peer name far
ip link set far up
ip link set wan up
ip addr add 192.0.2.10/24 dev wan
ip route add default via 192.0.2.1
unset DOCKER_HOST
say() { echo "SAID $*"; }
"$engine" ensure && say started
pid=$(cat /run/labstead-dockerd.pid)
docker network inspect bridge --format 'SAID mtu {{index .Options "com.docker.network.driver.mtu"}}'
docker network inspect bridge --format '{{(index .IPAM.Config 0).Subnet}}' | grep -q '/24$' && say "small networks"
"$engine" ensure && [ "$(cat /run/labstead-dockerd.pid)" = "$pid" ] && say "same engine"
"$engine" status | grep -q 'started by engine.sh, not by systemd' && say "status knows"
kill -9 "$pid"
while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
# As after a power cut: the number in the file is now another process's.
echo $$ >/run/labstead-dockerd.pid
echo $$ >/run/docker.pid
"$engine" ensure && say "started again"
"$engine" stop && say stopped
docker version >/dev/null 2>&1 || say "no longer answers"
ALONE
mkdir -p /var/lib/docker
try timeout 300 unshare --mount --net --pid --fork --mount-proc --kill-child sh "$work/alone.sh" "$engine" "$work"
for fact in started 'mtu 1380' 'small networks' 'same engine' 'status knows' 'started again' stopped 'no longer answers'; do
  check "without systemd: $fact" grep -Fqx "SAID $fact" "$work/out"
done
done_testing
