#!/bin/sh
# The settings of an engine that engine.sh installs on a machine with systemd: written before the package, never over others,
# nor for an engine that was there.
set -eu
. "$(dirname -- "$0")/tap.sh"
needs_root
engine=$root/containers/engine.sh

# Such a machine without Docker, in namespaces of its own: it has package lists, and nothing to install from or to start.
mkdir "$work/bin"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/systemctl"
cat >"$work/bin/apt-get" <<'APT'
#!/bin/sh
case " $* " in *' install '*) echo "no network" >&2; exit 100 ;; esac
APT
chmod +x "$work/bin/apt-get" "$work/bin/systemctl"
cat >"$work/machine.sh" <<'MACHINE'
set -eu
engine=$1 work=$2 mtu=$3 before=$4
shift 4
mount -t tmpfs none /run
[ -n "${no_systemd:-}" ] || mkdir -p /run/systemd/system
cp -a /etc "$work/etc"
mount --bind "$work/etc" /etc
rm -rf /etc/docker
if [ -n "$before" ]; then
  mkdir /etc/docker
  printf '%s\n' "$before" >/etc/docker/daemon.json
fi
mount -t sysfs none /sys
# As if there was none: what is no file is no command.
for command in docker dockerd; do
  while path=$(command -v "$command"); do mount --bind /dev/null "$path"; done
done
ip link set lo up
ip link add wan mtu "$mtu" type veth peer name far
ip link set far up
ip link set wan up
ip addr add 192.0.2.10/24 dev wan
ip route add default via 192.0.2.1
unset DOCKER_HOST
PATH=$work/bin:$PATH
"$engine" ensure "$@"
MACHINE
on_machine() { # MTU DAEMON-JSON-BEFORE OPTION...
  rm -rf "${work:?}/etc"
  try timeout 60 unshare --mount --net sh "$work/machine.sh" "$engine" "$work" "$@"
}
written=$work/etc/docker/daemon.json
holds() { node -e 'require("node:assert").deepEqual(JSON.parse(require("node:fs").readFileSync(process.argv[1])), JSON.parse(process.argv[2]))' "$written" "$1"; }
pools='"default-address-pools": [{ "base": "172.16.0.0/12", "size": 24 }]'

on_machine 1500 ''
check "an engine that can't be installed is an error" said "apt-get can't install docker.io"
check "its room for networks was written before, so that its first start has it" holds "{ $pools }"
check "... and this is said" said "room for 4,000 networks"

on_machine 1380 ''
check "where the way out is narrow, that is in the same file" holds "{ \"mtu\": 1380, $pools }"

on_machine 1500 '{ "debug": true }'
check "settings of the owner's are left as they are" holds '{ "debug": true }'
check "... and what they lack is said" said 'without "default-address-pools" in it'

on_machine 1500 '' --dry-run
check "a dry run ends well" [ "$status" = 0 ]
check "... says what it would write" said "+ write /etc/docker/daemon.json: { $pools }"
check "... before what it would install" [ "$(grep -n -e '+ write' -e '+ apt-get install .*docker.io' "$work/out" | cut -d' ' -f2 | tr '\n' ' ')" = "write apt-get " ]
check "... and writes nothing" [ ! -e "$written" ]
printf '#!/bin/sh\n' >"$work/bin/dockerd"
chmod +x "$work/bin/dockerd"
on_machine 1500 ''
check "of an engine that lacks only its docker command, that is installed" said "apt-get can't install docker.io"
check "... and its addresses are left to its owner" [ ! -e "$written" ]

no_systemd=yes
export no_systemd
on_machine 1500 '' --dry-run
check "one that is started without systemd gets room for its networks on its command line" said '--default-address-pool base=172.16.0.0/12,size=24'
check "... and no file" [ ! -e "$written" ]
on_machine 1500 '{ "default-address-pools": [] }' --dry-run
check "... unless its owner's settings say which addresses it has" [ "$(grep -c -e --default-address-pool "$work/out")" = 0 ]
done_testing
