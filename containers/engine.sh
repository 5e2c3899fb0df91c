#!/bin/sh
# engine.sh: a Docker engine that Labstead can use, on this machine.
#
#   containers/engine.sh ensure [--dry-run]   install, start and complete an engine; nothing where all is well
#   containers/engine.sh status               what there is; exit status 0 if it is complete, 1 if not
#   containers/engine.sh stop                 stop the engine that `ensure` started by itself, never systemd's
#
# What it does, each only where it is missing:
#   - installs Docker from the distribution's own packages (Debian 12 and 13, Ubuntu 22.04 and 24.04);
#   - starts it: through systemd where that is the first process (and enables it for the next boot), else by
#     itself in the background, with its log in /var/log/labstead-dockerd.log and, unless daemon.json gives it
#     addresses, room for 4,000 networks;
#   - gets BuildKit and Compose v2 for the docker command: the distribution's packages, or else two files from a
#     newer suite of the same mirror in /usr/local/lib/docker/cli-plugins;
#   - writes daemon.json, if there is none yet and systemd starts the engine: with room for 4,000 networks
#     for an engine that it installs, and with the MTU where the way out of this machine is narrower than 1500 bytes.
# What it does NOT do: touch an existing daemon.json, replace an engine, restart one that runs containers, add a
#   package source, name a host: everything comes from where this machine's apt already gets its packages.
#
# Environment:
#   LABSTEAD_DOCKER_SOCKET   the engine's socket (default /var/run/docker.sock); the engine of another one is only
#                            checked, never installed or started
#
# Examples:
#   sudo containers/engine.sh ensure
#   containers/engine.sh ensure --dry-run
#   containers/engine.sh status
set -eu

default_socket=/var/run/docker.sock
socket=${LABSTEAD_DOCKER_SOCKET:-$default_socket}
# lab-manager/src/adapters/docker/version.ts says the same; its test compares.
oldest=20.10
newest=29
plugins=/usr/local/lib/docker/cli-plugins
daemon_json=/etc/docker/daemon.json
# By default an engine has room for 31 networks: two labs, with a few apps of bricks. This is room for 4,000.
# lab-manager/src/adapters/docker/docker-error.ts says the same; its test compares.
pool_base=172.16.0.0/12
pool_size=24
own_pidfile=/var/run/labstead-dockerd.pid
own_log=/var/log/labstead-dockerd.log
lock=/var/run/labstead-engine.lock
answer_within=90
dry_run=no

say() { printf '%s\n' "engine: $*"; }
err() {
  printf '%s\n' "engine: $1" >&2
  shift
  for hint in "$@"; do printf '%s\n' "$hint" | sed 's/^/        /' >&2; done
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
have_dockerd() { have dockerd || [ -x /usr/sbin/dockerd ]; }
run() {
  if [ "$dry_run" = yes ]; then
    printf '%s\n' "+ $*"
  else
    "$@"
  fi
}

# --- what there is ----------------------------------------------------------------------------------------

use_socket() {
  case ${DOCKER_HOST:-} in
    '' | unix://*) ;;
    *) err "DOCKER_HOST is $DOCKER_HOST: Labstead needs the engine of this machine" "Unset DOCKER_HOST." ;;
  esac
  [ -n "${LABSTEAD_DOCKER_SOCKET:-}" ] || [ -z "${DOCKER_HOST:-}" ] || socket=${DOCKER_HOST#unix://}
  DOCKER_HOST=unix://$socket
  export DOCKER_HOST
  unset DOCKER_CONTEXT
}

has_systemd() { [ -d /run/systemd/system ]; }
server_version() { timeout 20 docker version --format '{{.Server.Version}}' 2>/dev/null; }
client_version() { docker version --format '{{.Client.Version}}' 2>/dev/null || true; }
answers() { have docker && server_version >/dev/null; }
major() { printf '%s\n' "${1%%.*}"; }

# The interface of the default route. /proc rather than `ip`, which a small machine may lack.
route_mtu() {
  interface=$(awk '$2 == "00000000" && $8 == "00000000" { print $1; exit }' /proc/net/route 2>/dev/null || true)
  cat "/sys/class/net/${interface:-none}/mtu" 2>/dev/null || echo 1500
}
bridge_mtu() {
  docker network inspect bridge --format '{{index .Options "com.docker.network.driver.mtu"}}' 2>/dev/null |
    grep -Ex '[0-9]+' || echo 1500
}

# Before Docker 23 the command has BuildKit built in; since then it is the buildx plugin.
has_buildkit() {
  client=$(client_version)
  [ -n "$client" ] || return 1
  [ "$(major "$client")" -lt 23 ] || docker buildx version >/dev/null 2>&1
}
compose_version() { docker compose version --short 2>/dev/null | sed 's/^v//'; }
has_compose() {
  version=$(compose_version)
  [ -n "$version" ] && [ "$(major "$version")" -ge 2 ]
}

check_range() {
  version=$(server_version)
  minor=${version#*.}
  minor=${minor%%.*}
  case $(major "$version").$minor in
    *[!0-9.]*) err "this engine's version is '$version', none of Docker's" "Labstead needs $oldest to $newest." ;;
  esac
  if [ "$(major "$version")" -gt "$newest" ] || [ "$(major "$version")" -lt "${oldest%.*}" ] ||
    { [ "$(major "$version")" -eq "${oldest%.*}" ] && [ "$minor" -lt "${oldest#*.}" ]; }; then
    err "this machine's Docker engine is $version; Labstead works with $oldest to $newest" \
      "Change the engine's version, or give Labstead another engine: LABSTEAD_DOCKER_SOCKET=/path/to/docker.sock"
  fi
}

# An engine of a kind that can't mount the data root or publish ports 80 and 443.
check_kind() {
  case $(docker --version 2>/dev/null) in
    *podman*)
      err "the docker command of this machine is Podman's; Labstead needs Docker Engine" \
        "Remove the package podman-docker, then run this again."
      ;;
  esac
  root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null || true)
  case $root in
    /var/snap/*)
      err "this machine's Docker is the snap, which can't reach the lab's data" \
        "Remove it (snap remove docker), then run this again: it installs the packaged one."
      ;;
  esac
}

# --- packages ---------------------------------------------------------------------------------------------

need_root() { [ "$dry_run" = yes ] || [ "$(id -u)" = 0 ] || err "$1 needs root" "Run it with sudo."; }

# A newly booted server is often busy with its own updates: wait for them rather than fail.
apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@"; }
lists_fresh=no
refresh_lists() {
  [ "$lists_fresh" = no ] || return 0
  lists_fresh=yes
  if [ "$dry_run" = yes ]; then
    run apt-get update
    return
  fi
  say "reading the package lists"
  for wait in 5 10 20 40 0; do
    apt_get update >/dev/null && return
    [ "$wait" = 0 ] || sleep "$wait"
  done
  err "apt-get update fails" "Look at its output above: without package lists Docker can't be installed."
}
install_packages() {
  refresh_lists
  if [ "$dry_run" = yes ]; then
    run apt-get install -y --no-install-recommends "$@"
    return
  fi
  say "installing $*"
  # Its chatter matters only when it fails.
  output=$(apt_get install -y --no-install-recommends "$@" 2>&1 </dev/null) ||
    err "apt-get can't install $*" "$(printf '%s\n' "$output" | tail -n 15)"
}
# The version apt would install, without its epoch; empty if it has none.
candidate() {
  apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: *\([0-9]*:\)\{0,1\}//p' | grep -vx '(none)' || true
}

os_field() { sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" /etc/os-release 2>/dev/null | head -n 1; }
check_distribution() {
  have apt-get || err "there is no Docker engine here, and no apt-get to install one with" \
    "Install Docker Engine $oldest to $newest with BuildKit and Compose v2 as your distribution does it."
  case "$(os_field ID) $(os_field VERSION_ID)" in
    'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04') ;;
    *) say "$(os_field PRETTY_NAME) is none of Debian 12, 13, Ubuntu 22.04, 24.04; trying its packages" ;;
  esac
}

install_engine() {
  need_root "installing Docker"
  check_distribution
  refresh_lists
  set -- docker.io iptables ca-certificates
  # From Debian 13 on the docker command is a package of its own.
  [ -z "$(candidate docker-cli)" ] || set -- "$@" docker-cli
  # With AppArmor in the kernel and no parser the engine refuses to start any container.
  if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ]; then set -- "$@" apparmor; fi
  if ! has_systemd && ! grep -q ' /sys/fs/cgroup' /proc/mounts; then set -- "$@" cgroupfs-mount; fi
  # Before the package, whose installation starts the engine. Where only the docker command is missing, an engine is there.
  if have_dockerd; then write_settings for-this-engine; else write_settings for-a-new-engine; fi
  install_packages "$@"
}

# --- settings ---------------------------------------------------------------------------------------------

# Writes daemon.json if there is none. Without systemd the engine is told when it is started.
write_settings() { # for-a-new-engine | for-this-engine
  has_systemd || return 0
  mtu=$(route_mtu) lines='' why=''
  if [ "$mtu" -lt 1500 ]; then
    lines="\"mtu\": $mtu" why="the way out of this machine carries $mtu bytes, not 1500"
  fi
  # Never for an engine that was there: its owner may have given addresses away by himself.
  if [ "$1" = for-a-new-engine ]; then
    lines="${lines:+$lines, }\"default-address-pools\": [{ \"base\": \"$pool_base\", \"size\": $pool_size }]"
    why="${why:+$why; }room for 4,000 networks instead of 31"
  fi
  [ -n "$lines" ] || return 0
  if [ -e "$daemon_json" ]; then
    [ "$mtu" -ge 1500 ] || grep -q '"mtu"' "$daemon_json" ||
      say "the way out carries $mtu bytes; if containers can't download, add \"mtu\": $mtu to $daemon_json"
    [ "$1" = for-this-engine ] || grep -q '"default-address-pools"' "$daemon_json" ||
      say "$daemon_json is left as it is; without \"default-address-pools\" in it the engine has room for 31 networks"
    return 0
  fi
  if [ "$dry_run" = no ] && [ "$(id -u)" != 0 ]; then
    say "the way out of this machine carries $mtu bytes: run this as root to tell the engine"
    return 0
  fi
  say "writing $daemon_json: $why"
  if [ "$dry_run" = yes ]; then
    printf '%s\n' "+ write $daemon_json: { $lines }"
    return 0
  fi
  mkdir -p "${daemon_json%/*}"
  printf '{ %s }\n' "$lines" >"$daemon_json.new"
  mv "$daemon_json.new" "$daemon_json"
}

# An engine that ran before us: it reads its settings only when it starts.
ensure_mtu() {
  mtu=$(route_mtu)
  [ "$socket" = "$default_socket" ] && [ "$mtu" -lt "$(bridge_mtu)" ] || return 0
  had_settings=no
  [ ! -e "$daemon_json" ] || had_settings=yes
  write_settings for-this-engine
  [ "$had_settings" = no ] && has_systemd || return 0
  if [ -n "$(docker ps -q)" ]; then
    say "it takes effect when the engine next starts: containers are running, so this does not restart it"
  else
    run systemctl restart docker.service
    await_answer
  fi
}

# --- start ------------------------------------------------------------------------------------------------

engine_log() {
  if has_systemd; then
    journalctl -u docker.service -n 15 --no-pager -o cat 2>/dev/null || true
  else
    tail -n 15 "$own_log" 2>/dev/null || true
  fi
}
await_answer() {
  [ "$dry_run" = no ] || return 0
  waited=0
  until answers; do
    waited=$((waited + 1))
    [ "$waited" -lt "$answer_within" ] ||
      err "the Docker engine doesn't answer on $socket after ${answer_within} s; the end of its log:" "$(engine_log)"
    sleep 1
  done
}

is_dockerd() { [ -n "$1" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null)" = dockerd ]; }
start_alone() {
  have dockerd || PATH=$PATH:/usr/sbin:/sbin
  for pidfile in "$own_pidfile" /var/run/docker.pid; do
    [ -e "$pidfile" ] || continue
    is_dockerd "$(cat "$pidfile")" &&
      err "dockerd runs (process $(cat "$pidfile")) but doesn't answer on $socket" \
        "Look at its log, or stop it, then run this again."
    # Left by a power cut. dockerd looks only whether any process has that number, and might refuse to start.
    run rm -f "$pidfile"
  done
  set -- dockerd --pidfile "$own_pidfile" -H "unix://$socket"
  grep -qs '"mtu"' "$daemon_json" || set -- "$@" --mtu "$(route_mtu)"
  grep -qs '"default-address-pools"' "$daemon_json" ||
    set -- "$@" --default-address-pool "base=$pool_base,size=$pool_size"
  say "starting dockerd; its log is $own_log"
  if [ "$dry_run" = yes ]; then
    run setsid "$@"
    return
  fi
  # 9 is the lock: the engine outlives this script and must not keep it.
  setsid "$@" >>"$own_log" 2>&1 </dev/null 9>&- &
}
start_engine() {
  need_root "starting Docker"
  if has_systemd; then
    say "starting docker.service, now and at every boot"
    run systemctl enable --now docker.service ||
      err "docker.service doesn't start; the end of its log:" "$(engine_log)"
  else
    start_alone
  fi
  await_answer
}
enable_at_boot() {
  has_systemd && [ "$socket" = "$default_socket" ] || return 0
  [ "$(systemctl is-enabled docker.service 2>/dev/null)" = disabled ] || return 0
  need_root "enabling docker.service"
  say "docker.service was not enabled: with this it starts at every boot"
  run systemctl enable --quiet docker.service
}

# --- BuildKit and Compose ---------------------------------------------------------------------------------

newer_suite() {
  case $(os_field VERSION_CODENAME) in
    bookworm) echo trixie ;;
    *) return 1 ;;
  esac
}
# Where this machine's apt gets its own suite from, and the key it checks that with.
own_mirror() {
  suite=$(os_field VERSION_CODENAME)
  # shellcheck disable=SC2016 # apt's own fields, not the shell's
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Identifier: Packages' |
    awk -v suite="$suite" '($1 == suite || $1 == "stable" || $1 == "oldstable") && $2 == "main" { print $3; exit }'
}

# An apt of its own: other lists, other cache, one source; the machine's apt never learns of the newer suite.
private_apt() {
  apt-get -q -o Dir::State="$work/state" -o Dir::State::status="$work/state/status" -o Dir::Cache="$work/cache" \
    -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
    -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}
fetch_plugin() { # PACKAGE PLUGIN SUITE
  say "this distribution has no $2: taking that one file from $3 of the same mirror"
  if [ "$dry_run" = yes ]; then
    run apt-get download "$1/$3"
    run dpkg-deb -x "$1.deb" .
    run install -m 0755 "$2" "$plugins/$2"
    return
  fi
  mirror=$(own_mirror)
  [ -n "$mirror" ] || err "can't tell from apt's sources where this machine gets Debian's packages" \
    "Put docker-buildx and docker-compose into $plugins by hand, then run this again."
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the directory of now
  trap "rm -rf '$work'" EXIT
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/x"
  : >"$work/state/status"
  printf 'deb %s %s main\n' "$mirror" "$3" >"$work/sources.list"
  private_apt update >"$work/log" 2>&1 || err "can't read $3's package list" "$(tail -n 5 "$work/log")"
  (cd "$work/x" && private_apt download "$1" >"$work/log" 2>&1) ||
    err "can't download $1 of $3" "$(tail -n 5 "$work/log")"
  dpkg-deb -x "$work/x/$1"_*.deb "$work/x"
  mkdir -p "$plugins"
  install -m 0755 "$work/x/usr/libexec/docker/cli-plugins/$2" "$plugins/.$2.new"
  mv "$plugins/.$2.new" "$plugins/$2"
  rm -rf "$work"
  trap - EXIT
}

# The first of PACKAGES that apt has with at least major version LEAST.
offered() { # LEAST PACKAGE...
  least=$1
  shift
  for package in "$@"; do
    version=$(candidate "$package")
    if [ -n "$version" ] && [ "$(major "$version")" -ge "$least" ]; then
      echo "$package"
      return
    fi
  done
  # A dry run has not refreshed the lists: name what the distribution calls it.
  if [ "$dry_run" = yes ] && ! newer_suite >/dev/null; then echo "$1"; fi
}
obtain() { # PLUGIN LEAST PACKAGE...
  plugin=$1 least=$2
  shift 2
  need_root "installing $plugin"
  have apt-get ||
    err "docker has no $plugin here, and no apt-get to install it with" "Install it as your distribution does."
  refresh_lists
  package=$(offered "$least" "$@")
  if [ -n "$package" ]; then
    install_packages "$package"
  elif suite=$(newer_suite); then
    fetch_plugin "$plugin" "$plugin" "$suite"
  else
    err "no package of this machine's sources has $plugin" \
      "Looked for: $* (on Ubuntu they are in the component universe). Or put the file into $plugins by hand."
  fi
}

# Proof, not a version number: a build with a secret, through the engine, with no base image and no network.
prove_build() {
  [ "$dry_run" = no ] || return 0
  work=$(mktemp -d)
  printf 'FROM scratch\nCOPY Dockerfile /\n' >"$work/Dockerfile"
  set -- --secret "id=probe,src=$work/Dockerfile" --output "type=tar,dest=$work/out" "$work"
  if ! output=$(DOCKER_BUILDKIT=1 timeout 60 docker build "$@" 2>&1) || [ ! -s "$work/out" ]; then
    rm -rf "$work"
    err "docker build with BuildKit doesn't work here" "$(printf '%s\n' "$output" | tail -n 10)"
  fi
  rm -rf "$work"
}
ensure_buildkit() {
  has_buildkit && return
  # A dry run that would install Docker first: where this suite's is older than 23, BuildKit comes with it.
  if [ "$dry_run" = yes ] && ! have docker && newer_suite >/dev/null; then return; fi
  obtain docker-buildx 0 docker-buildx docker-buildx-plugin
  [ "$dry_run" = yes ] || has_buildkit || err "docker buildx doesn't run" "$(docker buildx version 2>&1 | tail -n 3)"
  prove_build
}
ensure_compose() {
  has_compose && return
  case $(os_field ID) in
    ubuntu) obtain docker-compose 2 docker-compose-v2 docker-compose-plugin ;;
    *) obtain docker-compose 2 docker-compose docker-compose-plugin ;;
  esac
  [ "$dry_run" = yes ] || has_compose || err "docker compose doesn't run" "$(docker compose version 2>&1 | tail -n 3)"
}

# --- verbs ------------------------------------------------------------------------------------------------

# Two at once (an installer and a test, say) would both install: one waits for the other.
take_lock() {
  [ "$dry_run" = no ] && [ "$(id -u)" = 0 ] && have flock || return 0
  exec 9>"$lock"
  flock -w 900 9 || err "another engine.sh has been at work for 15 minutes"
}
ensure() {
  take_lock
  if [ -S "$socket" ] && [ ! -w "$socket" ]; then
    need_root "asking the engine on $socket"
    say "only root may ask the engine on $socket; a dry run as root tells more"
  elif ! answers; then
    [ "$socket" = "$default_socket" ] ||
      err "no Docker engine answers on $socket" "Start it, or unset LABSTEAD_DOCKER_SOCKET and DOCKER_HOST."
    if ! have docker || ! have_dockerd; then install_engine; fi
    answers || start_engine
    started=yes
  fi
  if answers; then
    check_kind
    check_range
    enable_at_boot
    ensure_mtu
    [ "${started:-no}" = no ] || ! has_buildkit || prove_build
  fi
  ensure_buildkit
  ensure_compose
  if answers && has_buildkit && has_compose; then
    say "Docker $(server_version) answers, with BuildKit and Compose $(compose_version)"
  fi
}

status() {
  complete=0
  if answers; then
    say "Docker $(server_version) on $socket, data in $(docker info --format '{{.DockerRootDir}}')"
    say "MTU $(bridge_mtu) (this machine's way out: $(route_mtu))"
    if is_dockerd "$(cat "$own_pidfile" 2>/dev/null)"; then
      say "started by engine.sh, not by systemd: after a boot run 'engine.sh ensure' again"
    fi
    (check_kind && check_range) || complete=1
  else
    say "no Docker engine answers on $socket"
    complete=1
  fi
  if have docker && has_buildkit; then say "BuildKit: yes"; else
    say "BuildKit: missing"
    complete=1
  fi
  if have docker && has_compose; then say "Compose: $(compose_version)"; else
    say "Compose v2: missing"
    complete=1
  fi
  return "$complete"
}

stop() {
  pid=$(cat "$own_pidfile" 2>/dev/null || true)
  if ! is_dockerd "$pid"; then
    ! answers || err "the engine that runs was not started by engine.sh" \
      "Where systemd started it: systemctl stop docker.service docker.socket"
    say "no engine of ours runs"
    return
  fi
  need_root "stopping the engine"
  kill "$pid"
  waited=0
  while is_dockerd "$pid"; do
    waited=$((waited + 1))
    [ "$waited" -lt 60 ] || err "dockerd (process $pid) is still stopping after a minute" "$(engine_log)"
    sleep 1
  done
  say "stopped"
}

usage() { sed -n '2,/^set -eu/p' "$0" | sed '$d; s/^# \{0,1\}//'; }

main() {
  verb=${1:-help}
  [ "$#" -eq 0 ] || shift
  for option in "$@"; do
    case $verb:$option in
      ensure:--dry-run) dry_run=yes ;;
      *)
        printf '%s\n' "engine: unknown option '$option' for '$verb'" >&2
        exit 2
        ;;
    esac
  done
  case $verb in
    ensure | status | stop)
      use_socket
      "$verb"
      ;;
    help | --help | -h) usage ;;
    *)
      printf '%s\n' "engine: unknown command '$verb' (ensure, status, stop)" >&2
      exit 2
      ;;
  esac
}

main "$@"
