#!/bin/sh
# install.sh: make this machine a data lab, or bring an existing lab up to this version.
#
#   sudo ./install.sh [options]
#
#   --domain NAME         the lab's domain (default lab.localhost); afterwards lab.yaml says it
#   --home DIR            the data root (default /var/lib/labstead)
#   --http-port PORT      where the lab answers (default 80, which only redirects, ...
#   --https-port PORT     ... and 443)
#   --bind ADDRESS        on which of the machine's addresses (default: all, of IPv4 and IPv6)
#   --dry-run             print every command it would run, change nothing; needs no root
#   --new-token           make a new set-up token, as long as nobody has claimed the lab
#   --uninstall           remove the lab's containers, networks, images and labctl; the data stays
#     --keep-images       ... but leave the images, so that installing again is quick
#     --purge --purge     ... and delete the data root too; only when said twice
#   --restore PLACE       a lab that was lost, from its repository of backups, into a data root that is empty but for
#                         backups/; PLACE is where the repository is now, whatever its lab file said: a folder,
#                         sftp://user@host/path, s3:https://host/bucket/prefix or rest:https://host:8000/path/. The machine
#                         that it comes from must not run any more: to try this out, lab-manager/docs/backups.md
#     --recovery-code-file FILE   ... opened by the code in this file (default: it is typed)
#     --snapshot ID, --lab ID     ... which snapshot (default: the newest that is whole), of which lab
#     --credentials FILE          ... for S3 and REST: lines such as AWS_ACCESS_KEY_ID=..., as for labctl backup repo add
#     --ssh-key FILE, --known-hosts FILE   ... for SFTP, which needs both: a private key without a passphrase that the
#                                     server admits, and the lines of known_hosts that name the server
#   --restore-export FILE   the same from an export (labctl backup export)
#     --passphrase-file FILE      ... with what is sealed in it (default: it is typed; empty leaves it sealed)
#   --lacking             with either: what can be had, of an export that says itself that it lacks something, and without
#                         a database that can't be made anew, which is said
#   --version, --help
#
# What it does: checks the machine; installs a Docker engine if there is none (containers/engine.sh); gets or
#   builds the images (containers/images.sh); makes the data root with lab.yaml; starts the edge and the lab
#   manager, which starts all else; puts labctl into /usr/local/bin; waits until the lab answers; prints its
#   address with a one-time set-up token. A second run changes nothing, and one after an interruption goes on.
#   lab-manager/docs/machine.md lists each change to the machine and its undo.
# What it does NOT do: change a lab.yaml that exists, touch containers that aren't this lab's, open a firewall,
#   install certificates into this machine or a browser, send anything anywhere, delete data unless asked twice.
#
# Environment (options win, then these, then what the lab was installed with, then the defaults):
#   LABSTEAD_HOME, LABSTEAD_HTTP_PORT, LABSTEAD_HTTPS_PORT, LABSTEAD_BIND   as the options
#   LABSTEAD_REGISTRY        host[:port][/path] to pull the images from, instead of building them
#   LABSTEAD_DOCKER_SOCKET   the engine's socket (default /var/run/docker.sock)
#   LABSTEAD_PREFIX          where labctl goes: PREFIX/bin and PREFIX/lib/labstead (default /usr/local)
#   LABSTEAD_WAIT            seconds to wait for the lab to answer (default 300)
#
# Examples:
#   sudo ./install.sh
#   sudo ./install.sh --restore sftp://backup@nas.example.org/labs --ssh-key key --known-hosts known_hosts
#   sudo ./install.sh --domain lab.example.org
#   ./install.sh --dry-run --home /srv/lab2 --http-port 8080 --https-port 8443
#
# Exit status: 0 done, 1 failed (it says what to do), 2 wrong use.
set -eu

script=$0
here=$(CDPATH='' cd -- "$(dirname -- "$script")" && pwd)
made_in=2026 # A clock that shows an earlier year is wrong, and certificates made by it would be, too.

say() { printf '%s\n' "$*"; }
step() { printf '\n%s\n' "== $*"; }
show() { printf '  %-9s %s\n' "$1" "$2"; }
err() {
  printf '\n%s\n' "install.sh: $1" >&2
  shift
  for hint in "$@"; do printf '%s\n' "$hint" | sed 's/^/  /' >&2; done
  exit 1
}
misuse() {
  printf '%s\n' "install.sh: $1" "  ./install.sh --help lists the options." >&2
  exit 2
}
have() { command -v "$1" >/dev/null 2>&1; }
need() { have "$1" || err "this needs the command '$1'" "On Debian and Ubuntu: apt-get install $2"; }
planning() { [ "$dry_run" = yes ]; }
run() {
  if planning; then
    printf '%s\n' "+ $*"
  else
    "$@"
  fi
}
# For commands whose chatter matters only when they fail.
quietly() {
  if planning; then run "$@"; else "$@" >/dev/null 2>&1; fi
}
ensure() { # WHAT-FAILED COMMAND...
  what=$1
  shift
  if planning; then
    run "$@"
  else
    output=$("$@" 2>&1 </dev/null) || err "$what" "$output"
  fi
}

# --- options and settings ---------------------------------------------------------------------------------

parse_options() {
  action=install dry_run=no purge=0 keep_images=no
  restore='' restore_export='' restore_detail=''
  code_file='' passphrase_file='' credentials_file='' ssh_key_file='' known_hosts_file='' snapshot='' lab_wanted='' lacking=no
  unset option_domain option_home option_http option_https option_bind
  while [ "$#" -gt 0 ]; do
    case $1 in
      --domain | --home | --http-port | --https-port | --bind)
        [ "$#" -ge 2 ] || misuse "$1 needs a value"
        case $1 in
          --domain) option_domain=$2 ;;
          --home) option_home=$2 ;;
          --http-port) option_http=$2 ;;
          --https-port) option_https=$2 ;;
          --bind) option_bind=$2 ;;
        esac
        shift
        ;;
      --restore | --restore-export | --recovery-code-file | --passphrase-file | --credentials | --ssh-key | \
        --known-hosts | --snapshot | --lab)
        [ -n "${2-}" ] || misuse "$1 needs a value"
        restore_option "$1" "$2"
        shift
        ;;
      --lacking)
        lacking=yes
        restore_detail=$1
        ;;
      --dry-run) dry_run=yes ;;
      --new-token) action=new_token ;;
      --uninstall) action=uninstall ;;
      --keep-images) keep_images=yes ;;
      --purge) purge=$((purge + 1)) ;;
      --version) action=version ;;
      -h | --help) action=usage ;;
      *) misuse "unknown option '$1'" ;;
    esac
    shift
  done
  if [ "$action" != uninstall ]; then
    case $purge$keep_images in 0no) ;; *) misuse "--purge and --keep-images go with --uninstall" ;; esac
  elif [ "$purge" = 1 ]; then
    misuse "--purge deletes all of the lab's data for ever: to mean it, say --uninstall --purge --purge"
  fi
  check_restore_options
}

restore_option() { # OPTION VALUE
  case $1 in
    --restore) restore=$2 ;;
    --restore-export) restore_export=$2 ;;
    --recovery-code-file) code_file=$2 ;;
    --passphrase-file) passphrase_file=$2 ;;
    --credentials) credentials_file=$2 ;;
    --ssh-key) ssh_key_file=$2 ;;
    --known-hosts) known_hosts_file=$2 ;;
    --snapshot) snapshot=$2 ;;
    --lab) lab_wanted=$2 ;;
  esac
  case $1 in --restore | --restore-export) ;; *) restore_detail=$1 ;; esac
}
restoring() { [ -n "$restore$restore_export" ]; }
check_restore_options() {
  if ! restoring; then
    [ -z "$restore_detail" ] || misuse "$restore_detail goes with --restore or --restore-export"
    return 0
  fi
  [ "$action" = install ] || misuse "--restore makes a lab: it goes with no other deed"
  [ -z "$restore" ] || [ -z "$restore_export" ] || misuse "--restore and --restore-export are two ways: choose one"
  [ -z "${option_domain-}" ] || misuse "--domain: a restored lab has the domain of its lab file"
  for file in "$code_file" "$passphrase_file" "$credentials_file" "$ssh_key_file" "$known_hosts_file" "$restore_export"; do
    [ -z "$file" ] || [ -f "$file" ] || misuse "there is no file $file"
  done
  if [ -n "$ssh_key_file" ] && [ -z "$known_hosts_file" ]; then
    misuse "--ssh-key needs --known-hosts: whose key is whose has to be known, never guessed"
  fi
  # Nobody could type a key; without one the server would refuse what was laid down for minutes.
  case $restore in
    [Ss][Ff][Tt][Pp]:*)
      if [ -z "$ssh_key_file" ] || [ -z "$known_hosts_file" ]; then
        misuse "a repository over SFTP needs --ssh-key and --known-hosts: a private key that the server admits, and the lines
  that name the server (ssh-keyscan HOST prints them; compare them with what the server itself shows)"
      fi
      ;;
  esac
  case $(readlink -f -- "$restore_export") in
    *:*) misuse "Docker can't be given a path with a colon: give $restore_export another name or folder first" ;;
  esac
  case $restore in /*) [ -d "$restore" ] || misuse "there is no folder $restore (is its disk mounted?)" ;; esac
}

# What the lab was installed with.
saved() { sed -n "s/^$1=//p" "$LABSTEAD_HOME/state/compose.env" 2>/dev/null | tail -n 1 || true; }
or() { if [ -n "$1" ]; then printf '%s' "$1"; else printf '%s' "$2"; fi; }
check_port() { # OPTION VALUE
  case $2 in '' | *[!0-9]* | ??????*) misuse "$1: '$2' is no port" ;; esac
  if [ "$2" -lt 1 ] || [ "$2" -gt 65535 ]; then misuse "$1: '$2' is no port (1 to 65535)"; fi
}
# The settings keep the names they have in compose.env: compose prefers the environment, so both must agree.
settle() {
  LABSTEAD_HOME=$(readlink -m -- "${option_home:-${LABSTEAD_HOME:-/var/lib/labstead}}")
  case $LABSTEAD_HOME in
    *[!A-Za-z0-9._/-]*) misuse "--home: only letters, digits and . _ / - can be in the data root's path" ;;
    / | /bin | /boot | /dev | /etc | /home | /lib | /opt | /proc | /root | /run | /srv | /sys | /tmp | /usr | \
      /var | /var/lib)
      misuse "--home: $LABSTEAD_HOME is a directory of the system; give the lab one of its own"
      ;;
  esac
  LABSTEAD_HTTP_PORT=${option_http:-${LABSTEAD_HTTP_PORT:-$(or "$(saved LABSTEAD_HTTP_PORT)" 80)}}
  LABSTEAD_HTTPS_PORT=${option_https:-${LABSTEAD_HTTPS_PORT:-$(or "$(saved LABSTEAD_HTTPS_PORT)" 443)}}
  LABSTEAD_BIND=${option_bind-${LABSTEAD_BIND-$(saved LABSTEAD_BIND)}}
  LABSTEAD_REGISTRY=${LABSTEAD_REGISTRY-$(saved LABSTEAD_REGISTRY)}
  LABSTEAD_DOCKER_SOCKET=${LABSTEAD_DOCKER_SOCKET:-$(or "$(saved LABSTEAD_DOCKER_SOCKET)" /var/run/docker.sock)}
  LABSTEAD_VERSION=$(version)
  DOCKER_HOST=unix://$LABSTEAD_DOCKER_SOCKET
  export LABSTEAD_HOME LABSTEAD_HTTP_PORT LABSTEAD_HTTPS_PORT LABSTEAD_BIND LABSTEAD_REGISTRY LABSTEAD_DOCKER_SOCKET \
    LABSTEAD_VERSION DOCKER_HOST
  unset DOCKER_CONTEXT COMPOSE_FILE COMPOSE_PROJECT_NAME COMPOSE_PROFILES COMPOSE_ENV_FILES
  LABSTEAD_PREFIX=${LABSTEAD_PREFIX:-$(or "$(saved LABSTEAD_PREFIX)" /usr/local)}
  lib=$LABSTEAD_PREFIX/lib/labstead labctl=$LABSTEAD_PREFIX/bin/labctl
  # How to call this again for the same lab, for the hints.
  again="sudo $script"
  [ "$LABSTEAD_HOME" = /var/lib/labstead ] || again="$again --home $LABSTEAD_HOME"
  check_port --http-port "$LABSTEAD_HTTP_PORT"
  check_port --https-port "$LABSTEAD_HTTPS_PORT"
  [ "$LABSTEAD_HTTP_PORT" != "$LABSTEAD_HTTPS_PORT" ] ||
    misuse "--http-port and --https-port are both $LABSTEAD_HTTP_PORT"
  case $LABSTEAD_BIND in *[!0-9a-fA-F.:]*) misuse "--bind: '$LABSTEAD_BIND' is no IP address" ;; esac
  label='[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
  printf '%s\n' "${option_domain-lab.localhost}" | grep -Eqx "($label\.)+$label" ||
    misuse "--domain: '$option_domain' is no domain such as lab.example.org (lower case, at least two parts)"
}

version() {
  sed -n 's/^  "version": "\(.*\)",$/\1/p' "$here/package.json" 2>/dev/null | grep . || saved LABSTEAD_VERSION
}
lab_id() {
  id=$(cat "$LABSTEAD_HOME/state/lab-id" 2>/dev/null || true)
  printf '%s\n' "$id" | grep -Ex '[a-z][a-z0-9]{3,15}' || true
}
need_root() { planning || [ "$(id -u)" = 0 ] || err "this needs root" "Run it with sudo. (--dry-run needs none.)"; }
# Two at once on one data root would make two labs of it: the second is told so.
take_lock() {
  if planning; then return; fi
  exec 9>"/var/lock/labstead-install$(printf '%s' "$LABSTEAD_HOME" | tr / -).lock"
  flock -n 9 || err "another install.sh is at work on $LABSTEAD_HOME" "Wait for it to end, then run this again."
}

# --- files ------------------------------------------------------------------------------------------------

# Whole or not at all, and not touched where it is already so.
put_file() { # PATH MODE < CONTENT
  if planning; then
    printf '%s\n' "+ write $1 (mode $2)"
    sed 's/^/    /'
    return
  fi
  cat >"$1.new"
  if cmp -s "$1.new" "$1"; then
    rm "$1.new"
  else
    chmod "$2" "$1.new"
    mv "$1.new" "$1"
  fi
}
ensure_directory() { # PATH MODE
  [ -d "$1" ] || run install -d -m "$2" "$1"
}
copy_file() { # FROM TO MODE
  if planning; then
    run install -m "$3" "$1" "$2"
  elif ! cmp -s "$1" "$2"; then
    install -m "$3" "$1" "$2.new"
    mv "$2.new" "$2"
  fi
}

# --- the machine ------------------------------------------------------------------------------------------

problems=0
problem() { # WHAT HINT...
  problems=$((problems + 1))
  show STOP "$1"
  shift
  for hint in "$@"; do show '' "$hint"; done
}
warning() {
  show warning "$1"
  shift
  for hint in "$@"; do show '' "$hint"; done
}
gigabytes() { awk -v kb="$1" 'BEGIN { printf "%.1f GB", kb / 1048576 }'; }

check_platform() {
  [ "$(uname -s)" = Linux ] || problem "this is $(uname -s); a lab needs Linux"
  case $(uname -m) in
    x86_64 | aarch64) show ok "$(uname -s) $(uname -r) on $(uname -m)" ;;
    *) problem "the processor is of the kind $(uname -m); the images are made for x86_64 and aarch64" ;;
  esac
  kernel=$(uname -r)
  minor=${kernel#*.}
  minor=${minor%%[!0-9]*}
  if [ "${kernel%%.*}" -lt 5 ] || { [ "${kernel%%.*}" -eq 5 ] && [ "$minor" -lt 4 ]; }; then
    problem "the kernel is $kernel; a lab needs 5.4 or newer"
  fi
  [ "$(date +%Y)" -ge "$made_in" ] ||
    problem "the clock shows $(date -u '+%Y-%m-%d %H:%M') UTC, before this version was made" \
      "Set it (timedatectl set-time …, or a time service): certificates depend on it."
}
# A machine sold as "2 GB" shows a little less.
check_memory() {
  memory=$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo)
  if [ "$memory" -lt 1800000 ]; then
    problem "$(gigabytes "$memory") of memory; a lab needs 2 GB, and 4 GB to work well"
  elif [ "$memory" -lt 3600000 ]; then
    warning "$(gigabytes "$memory") of memory: enough to try a lab; real work wants 4 GB or more" \
      "Without the development environment it needs less: labctl disable dev, once it is installed."
  elif [ "$memory" -lt 7200000 ]; then
    show ok "$(gigabytes "$memory") of memory; for work in production and development at once, 8 GB is better"
    show '' "Where it runs out, what runs in development ends first, then what runs in production."
  else
    show ok "$(gigabytes "$memory") of memory"
  fi
}

existing() { # the nearest directory that exists, of a path that may not
  path=$1
  until [ -d "$path" ]; do path=$(dirname -- "$path"); done
  printf '%s\n' "$path"
}
free_kb() { df -Pk -- "$(existing "$1")" | awk 'NR == 2 { print $4 }'; }
mount_of() { df -Pk -- "$(existing "$1")" | awk 'NR == 2 { print $6 }'; }
device_of() { stat -c %d -- "$(existing "$1")"; }
docker_root() {
  root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null || true)
  or "$root" /var/lib/docker
}
engine_answers() { have docker && timeout 20 docker version >/dev/null 2>&1; }
images_present() { engine_answers && docker image inspect "labstead/lab-manager:$LABSTEAD_VERSION" >/dev/null 2>&1; }
check_place() { # WHAT PATH NEEDED-KB
  if [ "$(free_kb "$2")" -lt "$3" ]; then
    problem "$(gigabytes "$(free_kb "$2")") free for $1 ($2, on $(mount_of "$2")); $(gigabytes "$3") needed" \
      "Make room there, or choose another place."
  else
    show ok "$(gigabytes "$(free_kb "$2")") free for $1 ($2, on $(mount_of "$2"))"
  fi
}
check_disk() {
  # What the builds need in all, and when there is nothing left to build, room to work.
  data=2097152 images=$(awk '!/^#/ { mb += $3 } END { print mb * 1024 }' "$here/containers/images.txt" 2>/dev/null || echo 524288)
  [ -z "$(lab_id)" ] || data=524288
  ! images_present || images=524288
  root=$(docker_root)
  if [ "$(device_of "$LABSTEAD_HOME")" = "$(device_of "$root")" ]; then
    check_place "the data root and Docker's images" "$LABSTEAD_HOME" $((data + images))
  else
    check_place "the data root" "$LABSTEAD_HOME" "$data"
    check_place "Docker's images" "$root" "$images"
  fi
}
# Nothing but backups, or what a restore that was interrupted had made.
check_restored_home() {
  [ -d "$LABSTEAD_HOME" ] && [ ! -e "$LABSTEAD_HOME/.restoring" ] || return 0
  [ -z "$(laid_down)" ] || return 0
  ! find "$LABSTEAD_HOME" -mindepth 1 -maxdepth 1 ! -name lost+found ! -name backups | grep -q . ||
    problem "$LABSTEAD_HOME is not empty; a lab is restored into a data root that holds nothing but backups" \
      "Choose another --home. Within a lab that is there: labctl backup restore SNAPSHOT lab."
}
check_home() {
  if restoring; then
    check_restored_home
    return
  fi
  # Not whole: a lab file made now would be of another lab.
  [ ! -e "$LABSTEAD_HOME/.restoring" ] ||
    problem "a restore into $LABSTEAD_HOME was interrupted" "Run this again with the same --restore or --restore-export," \
      "or empty that folder to make a new lab in it."
  if [ ! -d "$LABSTEAD_HOME" ] || [ -e "$LABSTEAD_HOME/state" ] || [ -e "$LABSTEAD_HOME/lab.yaml" ]; then return; fi
  ! find "$LABSTEAD_HOME" -mindepth 1 -maxdepth 1 ! -name lost+found | grep -q . ||
    problem "$LABSTEAD_HOME holds files that aren't a lab's" "Choose another --home, or empty it."
}

# The listening socket that stands in the way of PORT, as its inode; from /proc, which needs no other tool.
listener() {
  address=
  case $LABSTEAD_BIND in
    '' | 0.0.0.0 | *:*) ;;
    *) address=$(printf '%s\n' "$LABSTEAD_BIND" | awk -F. '{ printf "%02X%02X%02X%02X", $4, $3, $2, $1 }') ;;
  esac
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port="$(printf '%04X' "$1")" -v address="$address" '
    $4 == "0A" && split($2, at, ":") && at[2] == port &&
      (address == "" || at[1] ~ /^0+$/ || substr(at[1], length(at[1]) - 7) == address) { print $10; exit }'
}
publisher() { docker ps --filter "publish=$1" --format "{{.Names}}" 2>/dev/null | head -n 1; }
process_of() { # INODE: the process and its name, of those that this user may see
  process=$(find /proc/[0-9]*/fd -lname "socket:\[$1\]" 2>/dev/null | head -n 1 | cut -d/ -f3)
  name=$(cat "/proc/${process:-none}/comm" 2>/dev/null || true)
}
of_engine() { case $name in docker-proxy | dockerd) ;; *) return 1 ;; esac; }
# Of this lab's edge, also while the engine is starting it (for a run that was killed) and names no publisher yet.
is_ours() { # PORT INODE
  id=$(lab_id)
  [ -n "$id" ] || return 1
  publisher=$(publisher "$1")
  [ "$publisher" != "$id-edge" ] || return 0
  process_of "$2"
  [ -z "$publisher" ] && of_engine || return 1
  docker inspect --format '{{range .HostConfig.PortBindings}}{{range .}}{{println .HostPort}}{{end}}{{end}}' "$id-edge" \
    2>/dev/null | grep -qx "$1"
}
holder() { # PORT INODE: who that is, in words
  process_of "$2"
  container=
  ! of_engine || container=$(publisher "$1")
  [ -z "$container" ] || name="the container $container, published by $name"
  if [ -n "$name" ]; then
    printf '%s (process %s)\n' "$name" "$process"
  else
    printf '%s\n' "a process of another user (run as root to see which)"
  fi
}
check_port_free() { # PORT OPTION
  inode=$(listener "$1")
  if [ -z "$inode" ]; then
    show ok "port $1 is free"
  elif is_ours "$1" "$inode"; then
    show ok "port $1 is this lab's"
  else
    problem "port $1 is taken by $(holder "$1" "$inode")" \
      "Stop that (at boot, too), or give the lab another port with $2, or another address with --bind."
  fi
}
check_version() {
  before=$(saved LABSTEAD_VERSION)
  [ -n "$before" ] || return 0
  [ "$(printf '%s\n' "$before" "$LABSTEAD_VERSION" | sort -V | tail -n 1)" = "$LABSTEAD_VERSION" ] ||
    problem "this lab is of version $before; this is the older $LABSTEAD_VERSION, which can't read its data" \
      "Get version $before or newer."
}
check_domain() {
  [ -n "${option_domain-}" ] && [ -e "$LABSTEAD_HOME/lab.yaml" ] || return 0
  [ "$(asked_domain)" = "$option_domain" ] ||
    problem "$LABSTEAD_HOME/lab.yaml says the domain is $(asked_domain), not $option_domain" \
      "Change it there; leave --domain out."
}

check_machine() {
  step "This machine"
  check_platform
  check_memory
  check_disk
  check_port_free "$LABSTEAD_HTTP_PORT" --http-port
  check_port_free "$LABSTEAD_HTTPS_PORT" --https-port
  check_home
  check_version
  check_domain
  [ "$problems" -gt 0 ] || return 0
  planning || err "nothing was changed; see STOP above"
  show '' "A real run would end here, without having changed anything."
}

# --- the parts of an installation -------------------------------------------------------------------------

ensure_engine() {
  step "Docker engine"
  [ -x "$here/containers/engine.sh" ] || err "this copy of install.sh is not in its repository" \
    "It can --uninstall and make a --new-token; to install, run the one of a clone."
  if planning; then
    "$here/containers/engine.sh" ensure --dry-run
  else
    # 9 is the lock, which an engine started there must not inherit.
    "$here/containers/engine.sh" ensure 9>&-
  fi
}
ensure_images() {
  step "Images (the first time this takes a quarter to half an hour)"
  run "$here/containers/images.sh" ensure
  ! planning || "$here/containers/images.sh" ensure --dry-run
}

# --- a lab that was lost ----------------------------------------------------------------------------------

forget_given() {
  [ ! -t 0 ] || stty echo
  [ -z "${given-}" ] || rm -rf "$given"
}
# What opens what is restored from: in files in memory that only root reads, for as long as it takes. No command line and no
# environment ever holds it.
gather_given() {
  if planning; then
    given=/run/labstead-restore.XXXXXX
    return
  fi
  given=$(umask 077 && mktemp -d /run/labstead-restore.XXXXXX)
  trap forget_given EXIT
  trap 'exit 130' INT
  # Also where the connection breaks off: sh does nothing at its exit when a signal ends it that it has no trap for.
  trap 'exit 143' TERM HUP
  if [ -n "$restore" ]; then
    give code "$code_file" "The repository's recovery code: " --recovery-code-file
  else
    give passphrase "$passphrase_file" "The export's passphrase (Enter for none): " --passphrase-file
    [ -n "$(cat "$given/passphrase")" ] || rm -f "$given/passphrase"
  fi
  for pair in "credentials=$credentials_file" "ssh-key=$ssh_key_file" "known-hosts=$known_hosts_file"; do
    [ -z "${pair#*=}" ] || install -m 0600 "${pair#*=}" "$given/${pair%%=*}"
  done
}
give() { # NAME FILE PROMPT OPTION
  if [ -n "$2" ]; then
    install -m 0600 "$2" "$given/$1"
    return
  fi
  [ -t 0 ] || err "there is no terminal to type at" "Give it in a file: $4 FILE"
  printf '%s' "$3"
  stty -echo
  IFS= read -r typed
  stty echo
  printf '\n'
  (umask 077 && printf '%s\n' "$typed" >"$given/$1")
  typed=
}

# What says what was laid down, once all of that is in place: with .restoring there it is a part, and is begun anew. The lab itself
# renames it when it was restored.
laid_down() {
  [ ! -e "$LABSTEAD_HOME/.restoring" ] || return 0
  for file in restore.json restored.json; do
    [ ! -e "$LABSTEAD_HOME/state/$file" ] || printf '%s\n' "$LABSTEAD_HOME/state/$file"
  done | head -n 1
}
# Another one can't be laid over it.
check_laid_down() {
  laid=$(sed -n 's/.*"snapshot":"\([0-9a-f]*\)".*/snapshot \1/p; s/.*"file":"\([^"]*\)".*/export \1/p' "$(laid_down)")
  if [ -n "$restore" ]; then wanted="snapshot $snapshot"; else wanted="export $(export_name "$restore_export")"; fi
  case $laid in
    "$wanted"*) ;;
    *)
      err "what was laid down in $LABSTEAD_HOME is the $laid" \
        "To go on with that: the same command as then." \
        "Another snapshot, once the lab runs:   labctl backup restore SNAPSHOT lab" \
        "To begin anew:                         $again --uninstall --purge --purge   (deletes what is there, $LABSTEAD_HOME/backups too)"
      ;;
  esac
}
# The container of an installer that was killed goes on by itself: it must not lay down beside the next one.
end_earlier_restore() {
  if planning; then return; fi
  earlier=$(docker ps -aq --filter "label=org.labstead.restores=$LABSTEAD_HOME")
  # shellcheck disable=SC2086 # ids
  [ -z "$earlier" ] || quietly docker rm -f $earlier || true
  [ -z "$(docker ps -q --filter "label=org.labstead.restores=$LABSTEAD_HOME")" ] ||
    err "an earlier restore is at work on $LABSTEAD_HOME and can't be ended" "End it: docker rm -f $earlier"
}

# Both keep the lab's id, its keys and its nights.
say_alone() {
  say "The machine that it comes from must not run any more: both would go on as one lab, into the same repositories."
}
# Once, before there is a manager: the lab file, accounts and keys into the empty data root.
lay_down() {
  restoring || return 0
  end_earlier_restore
  if [ -n "$(laid_down)" ]; then
    step "The lab was laid down before; it goes on from there"
    check_laid_down
    put_export
    return
  fi
  step "Laying down the lab that was lost"
  say_alone
  ensure_directory "$LABSTEAD_HOME" 0755
  gather_given
  set -- node /opt/labstead/dist/restore.js --home "$LABSTEAD_HOME" --version "$LABSTEAD_VERSION" --given /run/given
  [ -z "$restore" ] || set -- "$@" --repository "$restore"
  [ -z "$snapshot" ] || set -- "$@" --snapshot "$snapshot"
  [ -z "$lab_wanted" ] || set -- "$@" --lab "$lab_wanted"
  [ -z "$restore_export" ] || set -- "$@" --export "/run/export/$(export_name "$restore_export")"
  [ "$lacking" = no ] || set -- "$@" --lacking
  set -- "labstead/lab-manager:$LABSTEAD_VERSION" "$@"
  # The folder is mounted where it lies: by that place the lab file names it, or will.
  case $restore in /*) set -- --volume "$restore:$restore" "$@" ;; esac
  [ -z "$restore_export" ] ||
    set -- --volume "$(readlink -f -- "$restore_export"):/run/export/$(export_name "$restore_export"):ro" "$@"
  # The lab knows a lock in the repository by this name, should it be killed (core/backup/fresh-machine.ts).
  run docker run --rm --name "labstead-restore-$$" --hostname labstead-restore --label org.labstead.job=install \
    --label "org.labstead.restores=$LABSTEAD_HOME" --init --read-only --cap-drop ALL --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER --security-opt no-new-privileges --pids-limit 256 \
    --memory 1536m --tmpfs /tmp:rw,noexec,nosuid,nodev,size=512m --volume "$given:/run/given:ro" \
    --volume "$LABSTEAD_HOME:$LABSTEAD_HOME" "$@" ||
    err "the lab could not be laid down; nothing but $LABSTEAD_HOME was touched" "Once that is put right, run this again."
  planning || forget_given
  put_export
}
# What FILE is called in the lab, which takes letters, digits, dots, dashes and underscores, with .tar at the end: a browser's second
# download is not. The same at every run.
export_name() { # FILE
  name=$(printf '%s' "$(basename -- "$1" .tar)" | LC_ALL=C tr -c 'A-Za-z0-9._-' '-' | sed 's/^[._-]*//' | cut -c 1-180)
  printf '%s.tar' "${name:-export}"
}
# Where the lab looks for exports; no second copy where both lie on one disk, and the file itself in place of a link to it. One of that
# name that survived there, or was cut off, is another export unless it is the same to the byte: accounts of one and data of another
# would make no lab. Under its name at once or not at all.
put_export() {
  [ -n "$restore_export" ] || return 0
  ensure_directory "$LABSTEAD_HOME/backups" 0700
  ensure_directory "$LABSTEAD_HOME/backups/exports" 0700
  export_copy=$LABSTEAD_HOME/backups/exports/$(export_name "$restore_export")
  export_file=$(readlink -f -- "$restore_export")
  ! cmp -s -- "$export_file" "$export_copy" || return 0
  # It may be another name of the file itself, left by a run that was interrupted: never written into.
  run rm -f -- "$export_copy.copying"
  if planning || ! ln -- "$export_file" "$export_copy.copying" 2>/dev/null; then
    run cp --reflink=auto -- "$export_file" "$export_copy.copying"
  fi
  keep_other_export
  run mv -f -T -- "$export_copy.copying" "$export_copy"
}
# It may be the only one of its lab: under a name that nothing has yet, and that the lab takes as well.
keep_other_export() {
  [ -e "$export_copy" ] || [ -L "$export_copy" ] || return 0
  stem=$(basename -- "$export_copy" .tar | cut -c 1-160)-before-$(date -u +%Y%m%dT%H%M%SZ)
  other=$stem.tar
  others=1
  while [ -e "${export_copy%/*}/$other" ] || [ -L "${export_copy%/*}/$other" ]; do
    others=$((others + 1))
    other=$stem-$others.tar
  done
  say "Another export lies in ${export_copy%/*} as ${export_copy##*/}: it is to be called $other."
  run mv -T -- "$export_copy" "${export_copy%/*}/$other"
}
# The lab opens the repository with what it was laid down with: of the same command nothing is read again that opens it.
not_restored() {
  set -- "the lab runs, but its data was not restored" "What is wrong is told above. Once it is put right: the same command again."
  [ -z "$restore" ] || set -- "$@" \
    "Where its repository refuses what the lab has for it, give that to the lab itself before: labctl login, then" \
    "labctl backup repo add NAME with --credentials-file, or with --ssh-key and --known-hosts."
  err "$@"
}
# By the lab itself, as a job: it goes on when this is interrupted, and what is asked again is told of the same job. What came of it is
# told once more at the very end: a database that could not be made anew must not be scrolled away.
restore_lab() {
  restored=''
  [ -e "$LABSTEAD_HOME/state/restore.json" ] || { planning && restoring; } || return 0
  step "Restoring data and databases"
  follow="
    const { readFileSync } = require('node:fs');
    const asked = new URLSearchParams(JSON.parse(readFileSync(process.argv[1], 'utf8')));
    if (process.argv[2] === 'yes') asked.set('lacking', 'yes');
    const follow = async (told) => {
      const reply = await fetch('http://127.0.0.1:8081/restore?' + asked, { method: 'POST' });
      const { state, now, outcome, hint, title } = await reply.json();
      if (now && now !== told) console.error('  ' + now);
      if (reply.ok && (state === 'queued' || state === 'running')) return follow(now);
      console.log([outcome ?? title, hint].filter(Boolean).join('\\n'));
      process.exitCode = state === 'succeeded' ? 0 : 1;
    };
    follow();"
  restored=$(run docker exec "$LABSTEAD_LAB_ID-lab-manager" node -e "$follow" "$LABSTEAD_HOME/state/restore.json" "$lacking") || {
    say "$restored"
    not_restored
  }
  say "$restored"
  # The lab does so by itself where this was interrupted, and may have been quicker.
  run mv -f "$LABSTEAD_HOME/state/restore.json" "$LABSTEAD_HOME/state/restored.json" 2>/dev/null ||
    [ -e "$LABSTEAD_HOME/state/restored.json" ] || err "can't note that the lab was restored"
}

new_id() { printf 'lab%s' "$(LC_ALL=C tr -dc 'a-z0-9' </dev/urandom | head -c 6)"; }
bridge_mtu() {
  docker network inspect bridge --format '{{index .Options "com.docker.network.driver.mtu"}}' 2>/dev/null |
    grep -Ex '[0-9]+' || echo 1500
}
compose_env() {
  cat <<SETTINGS
# What this lab was installed with. install.sh writes this file; docker-compose.base.yml reads it.
LABSTEAD_LAB_ID=$LABSTEAD_LAB_ID
LABSTEAD_VERSION=$LABSTEAD_VERSION
LABSTEAD_HOME=$LABSTEAD_HOME
LABSTEAD_BIND=$LABSTEAD_BIND
LABSTEAD_HTTP_PORT=$LABSTEAD_HTTP_PORT
LABSTEAD_HTTPS_PORT=$LABSTEAD_HTTPS_PORT
LABSTEAD_REGISTRY=$LABSTEAD_REGISTRY
LABSTEAD_DOCKER_SOCKET=$LABSTEAD_DOCKER_SOCKET
LABSTEAD_MTU=$LABSTEAD_MTU
LABSTEAD_PREFIX=$LABSTEAD_PREFIX
SETTINGS
}
make_data_root() {
  step "Data root $LABSTEAD_HOME"
  ensure_directory "$LABSTEAD_HOME" 0755
  ensure_directory "$LABSTEAD_HOME/state" 0700
  # First of all the id: whatever is made from here on can be found again by it.
  LABSTEAD_LAB_ID=$(lab_id)
  if [ -z "$LABSTEAD_LAB_ID" ]; then
    if planning; then LABSTEAD_LAB_ID=labxxxxxx; else LABSTEAD_LAB_ID=$(new_id); fi
    printf '%s\n' "$LABSTEAD_LAB_ID" | put_file "$LABSTEAD_HOME/state/lab-id" 0644
  fi
  # The networks keep the width they were made with.
  LABSTEAD_MTU=$(or "$(saved LABSTEAD_MTU)" "$(bridge_mtu)")
  export LABSTEAD_LAB_ID LABSTEAD_MTU
  for directory in edge edge/dynamic edge/certs; do ensure_directory "$LABSTEAD_HOME/$directory" 0755; done
  ensure_directory "$LABSTEAD_HOME/state/templates" 0755
  # Copies, so that the lab doesn't depend on this folder.
  copy_file "$here/docker-compose.base.yml" "$LABSTEAD_HOME/state/docker-compose.base.yml" 0644
  copy_file "$here/templates/lab.yaml" "$LABSTEAD_HOME/state/templates/lab.yaml" 0644
  copy_file "$here/install.sh" "$LABSTEAD_HOME/state/install.sh" 0755
  compose_env | put_file "$LABSTEAD_HOME/state/compose.env" 0644
  if [ ! -e "$LABSTEAD_HOME/lab.yaml" ]; then
    sed "s/^domain: .*/domain: ${option_domain:-lab.localhost}/" "$here/templates/lab.yaml" |
      put_file "$LABSTEAD_HOME/lab.yaml" 0644
  fi
  show lab "$LABSTEAD_LAB_ID"
}

# labctl and its Node come out of the manager's image: the same files, nothing to install them with.
install_labctl() {
  image=labstead/lab-manager:$LABSTEAD_VERSION
  stamp=$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null || true)
  copy=$LABSTEAD_LAB_ID-labctl-copy
  if planning || [ "$(cat "$lib/.image" 2>/dev/null)" != "$stamp" ]; then
    step "labctl"
    ensure_directory "$lib" 0755
    # One left by an interrupted run.
    [ -z "$(docker ps -aq --filter "name=^$copy\$" 2>/dev/null)" ] || quietly docker rm -f "$copy"
    ensure "can't make a container of $image" docker create --name "$copy" --label org.labstead.job=install "$image"
    for file in node labctl; do
      # Under a name of this lab: another one may be doing the same.
      ensure "can't copy $file out of $image" docker cp -L "$copy:/usr/local/bin/$file" "$lib/$file.$LABSTEAD_LAB_ID"
    done
    run mv "$lib/node.$LABSTEAD_LAB_ID" "$lib/node"
    # By its name Node knows that it is a module.
    run mv "$lib/labctl.$LABSTEAD_LAB_ID" "$lib/labctl.mjs"
    ensure "can't remove $copy" docker rm "$copy"
    printf '%s\n' "$stamp" | put_file "$lib/.image" 0644
  fi
  ensure_directory "${labctl%/*}" 0755
  # Where two labs share a machine, the first one keeps the command; the other is named with LABSTEAD_HOME.
  owner=$(labctl_home)
  if [ -n "$owner" ] && [ "$owner" != "$LABSTEAD_HOME" ] && [ -e "$owner/lab.yaml" ]; then
    show labctl "asks the lab at $owner; this one: LABSTEAD_HOME=$LABSTEAD_HOME labctl …"
  else
    write_labctl "$LABSTEAD_HOME"
  fi
}
labctl_home() { sed -n 's/^export LABSTEAD_DEFAULT_HOME=//p' "$labctl" 2>/dev/null || true; }
write_labctl() { # HOME
  put_file "$labctl" 0755 <<WRAPPER
#!/bin/sh
# labctl: asks the lab of this machine. Written by Labstead's install.sh; --uninstall removes it.
export LABSTEAD_DEFAULT_HOME=$1
exec $lib/node $lib/labctl.mjs "\$@"
WRAPPER
}

start_lab() {
  step "Starting the edge and the lab manager"
  ensure "docker compose can't start them" docker compose -f "$LABSTEAD_HOME/state/docker-compose.base.yml" \
    --env-file "$LABSTEAD_HOME/state/compose.env" up --detach --no-build --remove-orphans
}

# --- waiting ----------------------------------------------------------------------------------------------

# What lab.yaml asks for; the lab keeps the domain it has until that is applied.
asked_domain() {
  name=$(sed -n 's/^domain:[[:space:]]*["'\'']\{0,1\}\([A-Za-z0-9.-]*\).*/\1/p' "$LABSTEAD_HOME/lab.yaml" 2>/dev/null || true)
  or "$name" "${option_domain:-lab.localhost}"
}
# What the edge serves, as the manager notes it with the routes; before there are any, what lab.yaml asks for.
domain() {
  served=$(sed -n 's|^# Address: https://\([^:]*\).*|\1|p' "$LABSTEAD_HOME/edge/dynamic/lab.yaml" 2>/dev/null || true)
  or "$served" "$(asked_domain)"
}
url() {
  port=
  [ "$LABSTEAD_HTTPS_PORT" = 443 ] || port=:$LABSTEAD_HTTPS_PORT
  printf 'https://%s%s\n' "$1" "$port"
}

# A line per service of this lab: its name and how it is.
services() {
  docker ps -a --filter "label=org.labstead.lab=$LABSTEAD_LAB_ID" \
    --format '{{.Label "org.labstead.service"}}|{{.Status}}' | sort | sed \
    -e 's/|.*(healthy).*/|healthy/' -e 's/|.*(unhealthy).*/|unhealthy/' -e 's/|.*(health: starting).*/|starting/' \
    -e 's/|Up .*/|running/' -e 's/|Exited (\([0-9]*\)).*/|stopped (exit status \1)/' \
    -e 's/|Restarting (\([0-9]*\)).*/|failing (exit status \1)/' -e 's/|Created.*/|created/' -e '/^|/d'
}
show_changes() { # SECONDS: what changed since the last look
  services | while IFS='|' read -r service state; do
    case "
$seen
" in
      *"
$service|$state
"*) ;;
      *) printf '  %4s s  %-14s %s\n' "$1" "$service" "$state" ;;
    esac
  done
  seen=$(services)
}

# Over https, through the edge, with the certificate checked against the lab's authority: as a browser would.
answers() { # PATH
  address=$LABSTEAD_BIND
  case $address in '' | 0.0.0.0) address=127.0.0.1 ;; '::') address=::1 ;; esac
  set -- "$address" "$LABSTEAD_HTTPS_PORT" "$(domain)" "$LABSTEAD_HOME/edge/certs/ca.crt" "$1"
  "$lib/node" - "$@" 2>/dev/null <<'PROBE'
const [host, port, servername, caFile, path] = process.argv.slice(2);
const headers = { host: port === '443' ? servername : `${servername}:${port}` };
const ca = require('node:fs').readFileSync(caFile);
const options = { host, port, servername, path, headers, ca, timeout: 5000, agent: false };
const done = (reply) => process.exit(reply.statusCode === 200 ? 0 : 1);
const request = require('node:https').get(options, done);
request.on('timeout', () => process.exit(1)).on('error', () => process.exit(1));
PROBE
}
# As the manager sees it: it knows what should run, and what a person has stopped. Degraded with nothing awaited is a lab that runs
# and needs a person, as one whose backups are late.
lab_state() {
  ready="fetch('http://127.0.0.1:8081/readyz').then((reply) => reply.json()).then(({ lab, awaited, summary }) =>\
 console.log(lab === 'degraded' && awaited.length === 0 ? 'troubled ' + summary : lab))"
  docker exec "$LABSTEAD_LAB_ID-lab-manager" node -e "$ready" 2>/dev/null || true
}
is_up() {
  state=$(lab_state)
  case $state in running | stopped | troubled\ *) ;; *) return 1 ;; esac
  answers /api/v1/lab && answers /
}

await_lab() {
  step "Waiting until the lab answers at $(url "$(domain)")"
  if planning; then return; fi
  limit=${LABSTEAD_WAIT:-300} began=$(date +%s) seen=
  while :; do
    waited=$(($(date +%s) - began))
    show_changes "$waited"
    if is_up; then
      show ok "it answers, after $waited s"
      case $state in troubled\ *) warning "${state#troubled }" ;; esac
      return
    fi
    [ "$waited" -lt "$limit" ] || give_up "$limit"
    sleep 1
  done
}
# What runs stays on its image until it is told to take a newer one. With nothing newer this does nothing.
use_newer_images() {
  # A job, or a problem (RFC 9457) with every line that is wrong.
  ask="fetch('http://127.0.0.1:8081/apply', { method: 'POST' }).then((reply) => reply.json()).then(({ state, outcome, title, errors = [] }) => {\
 console.log([outcome ?? title ?? state, ...errors.map((it) => '  ' + [it.line && 'line ' + it.line, it.path, it.message].filter(Boolean).join(', '))].join('\\n'));\
 process.exitCode = state === 'succeeded' ? 0 : 1; })"
  ensure "the lab did not take the newer images; what ran before goes on" docker exec "$LABSTEAD_LAB_ID-lab-manager" node -e "$ask"
}
give_up() { # SECONDS
  printf '\n' >&2
  services | grep -Ev '\|(healthy|running)$' | cut -d'|' -f1 | { cat && echo lab-manager; } | sort -u |
    while read -r service; do
      printf '%s\n' "-- the end of the log of $service" >&2
      docker logs --tail 20 "$LABSTEAD_LAB_ID-$service" 2>&1 | sed 's/^/   /' >&2 || true
    done
  err "the lab doesn't answer after $1 s; what it has made so far goes on by itself" \
    "More of a log:   docker logs $LABSTEAD_LAB_ID-lab-manager" \
    "Try again:       $again   (it goes on from here; LABSTEAD_WAIT=900 waits longer)" \
    "Undo it:         $again --uninstall"
}

# --- the set-up token and the last words ------------------------------------------------------------------

token_file() { printf '%s\n' "$LABSTEAD_HOME/state/setup-token"; }
claimed() { [ -e "$LABSTEAD_HOME/state/claimed" ]; }
token_valid() {
  until=$(sed -n 's/.*"expires_at": *"\([^"]*\)".*/\1/p' "$(token_file)" 2>/dev/null | head -n 1)
  [ -n "$until" ] && [ "$(date -u -d "$until" +%s 2>/dev/null || echo 0)" -gt "$(date +%s)" ]
}
# Shown this once; the lab keeps only its hash.
make_token() {
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  hash=$(printf '%s' "$token" | sha256sum | cut -d' ' -f1)
  printf '{"hash":"%s","expires_at":"%s"}\n' "$hash" "$(date -u -d '+24 hours' +%Y-%m-%dT%H:%M:%SZ)" |
    put_file "$(token_file)" 0600
}
say_claim() {
  say "Claim it within 24 hours, at this address (it works once, and is shown only now):"
  say
  say "    $(url "$(domain)")/claim#token=$token"
}
fingerprint() {
  sed '/^-----/d' "$LABSTEAD_HOME/edge/certs/ca.crt" | base64 -d | sha256sum | cut -c1-64 | tr 'a-f' 'A-F' |
    sed 's/../&:/g; s/:$//'
}
finish() {
  if planning; then
    claimed || token_valid || run write "$(token_file)" "(mode 0600: the hash of a new set-up token)"
    return
  fi
  step "The lab is up: $(url "$(domain)")"
  if claimed; then
    say "It has been claimed: sign in there."
  elif token_valid; then
    say "A set-up token was made before and is still good. Lost it? $again --new-token"
  else
    make_token
    say_claim
  fi
  if restoring; then
    say
    say_alone
    say "Was this only tried out? Write backup: { schedule: off } into the lab file, and labctl apply, before the next night."
  fi
  say
  say "Production, where people work:   $(url "prod.$(domain)")"
  if services | grep -q '^dev-'; then
    say "Development, to write bricks:    $(url "dev.$(domain)")"
    say "... with its editor, notebooks:  $(url "codelab.$(domain)")"
  fi
  cat <<LAST

Your browser will ask about the certificate until you trust this lab's own authority, which can vouch for
$(domain) only: import $LABSTEAD_HOME/edge/certs/ca.crt in the browser's settings under "Authorities", or for
the programs of this machine:
    sudo cp $LABSTEAD_HOME/edge/certs/ca.crt /usr/local/share/ca-certificates/$LABSTEAD_LAB_ID.crt
    sudo update-ca-certificates
  SHA-256 $(fingerprint)

From the command line:  labctl login, then labctl status; labctl help tells the rest
The lab file:           $LABSTEAD_HOME/lab.yaml
Undo all this:          $again --uninstall   (keeps the data; see lab-manager/docs/machine.md)
LAST
  case $(domain) in
    *.localhost) say "Names under .localhost work on this machine only; for others, set domain in the lab file." ;;
  esac
  [ -z "$restored" ] || {
    say
    say "$restored"
  }
}

install_lab() {
  need_root
  need flock util-linux
  take_lock
  check_machine
  ensure_engine
  ensure_images
  lay_down
  make_data_root
  install_labctl
  start_lab
  await_lab
  use_newer_images
  restore_lab
  finish
}

new_token() {
  need_root
  LABSTEAD_LAB_ID=$(lab_id)
  [ -n "$LABSTEAD_LAB_ID" ] || err "there is no lab at $LABSTEAD_HOME" "Another place: --home DIR"
  ! claimed || err "this lab has been claimed: it takes no set-up token any more" "Sign in at $(url "$(domain)")"
  if planning; then
    run write "$(token_file)" "(mode 0600: the hash of a new set-up token)"
    return
  fi
  make_token
  say_claim
}

# --- the way back -----------------------------------------------------------------------------------------

removed() { # WHAT NAMES
  planning || show "$1" "removed: $(printf '%s' "${2:-none}" | tr '\n' ' ')"
}
of_this_lab() { docker "$@" --filter "label=org.labstead.lab=$LABSTEAD_LAB_ID"; }
remove_containers() {
  # The manager first: it would bring the others back.
  manager=$(of_this_lab ps -q --filter label=org.labstead.service=lab-manager)
  [ -z "$manager" ] || ensure "can't stop the lab manager" docker stop -t 30 "$LABSTEAD_LAB_ID-lab-manager"
  others=$(of_this_lab ps --format '{{.Names}}' | grep -vx "$LABSTEAD_LAB_ID-lab-manager" || true)
  # Each in the time that its container asks for: a database writes out what it holds.
  # shellcheck disable=SC2086 # names without spaces
  [ -z "$others" ] || ensure "can't stop the lab" docker stop $others
  gone=$(of_this_lab ps -a --format '{{.Names}}')
  # shellcheck disable=SC2086
  [ -z "$gone" ] || ensure "can't remove the lab's containers" docker rm -f $gone
  # Left by a run that was interrupted.
  planning || quietly docker rm -f "$LABSTEAD_LAB_ID-labctl-copy" || true
  networks=$(of_this_lab network ls --format '{{.Name}}')
  # shellcheck disable=SC2086
  [ -z "$networks" ] || ensure "can't remove the lab's networks" docker network rm $networks
  removed containers "$gone"
  removed networks "$networks"
}
other_labs() {
  docker ps -a --filter label=org.labstead.lab --format '{{.Label "org.labstead.lab"}}' |
    grep -vx "$LABSTEAD_LAB_ID" | sort -u
}
# The home of another lab that uses the same labctl.
heir() {
  for other in $(other_labs || true); do
    home=$(docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$other-lab-manager" 2>/dev/null |
      sed -n 's/^LABSTEAD_HOME=//p')
    if grep -Fqsx "LABSTEAD_PREFIX=$LABSTEAD_PREFIX" "$home/state/compose.env"; then
      printf '%s\n' "$home"
      return
    fi
  done
}
remove_labctl() {
  home=$(heir)
  if [ -z "$home" ]; then
    run rm -rf "$labctl" "$lib"
  elif [ "$(labctl_home)" = "$LABSTEAD_HOME" ]; then
    write_labctl "$home"
    show labctl "asks the lab at $home from now on"
  else
    show kept "labctl: it asks the lab at $(labctl_home)"
  fi
}
remove_images() {
  [ "$keep_images" = no ] || return 0
  others=$(other_labs || true)
  if [ -n "$others" ]; then
    show kept "the images: the lab $(printf '%s' "$others" | tr '\n' ' ') uses them"
    return
  fi
  # Without force: what some container uses stays.
  form='{{if eq .Tag "<none>"}}{{.ID}}{{else}}{{.Repository}}:{{.Tag}}{{end}}'
  docker images --filter label=org.labstead.image --format "$form" |
    while read -r image; do quietly docker rmi "$image" || show kept "the image $image: something uses it"; done
}
# The id goes last: an interrupted purge can be run again.
remove_data() {
  run find "$LABSTEAD_HOME" -mindepth 1 -maxdepth 1 ! -name state -exec rm -rf '{}' +
  run find "$LABSTEAD_HOME/state" -mindepth 1 -maxdepth 1 ! -name lab-id -exec rm -rf '{}' +
  run rm -rf "$LABSTEAD_HOME/state"
  quietly rmdir "$LABSTEAD_HOME" || show kept "$LABSTEAD_HOME itself, emptied: it is a mount point"
  planning || show data "deleted: $LABSTEAD_HOME"
}

uninstall() {
  need_root
  need flock util-linux
  take_lock
  LABSTEAD_LAB_ID=$(lab_id)
  [ -n "$LABSTEAD_LAB_ID" ] ||
    err "there is no lab at $LABSTEAD_HOME: nothing was removed" "Another place: --home DIR"
  engine_answers || err "the Docker engine doesn't answer, so the lab's containers can't be removed" \
    "Start it (systemctl start docker, or containers/engine.sh ensure), then run this again."
  step "Removing the lab $LABSTEAD_LAB_ID"
  remove_containers
  remove_labctl
  remove_images
  if [ "$purge" -ge 2 ]; then
    remove_data
  else
    size=$(du -sh "$LABSTEAD_HOME" 2>/dev/null | cut -f1)
    show data "kept: $LABSTEAD_HOME ($size); install again and the lab is back"
    show '' "To delete it for ever: $again --uninstall --purge --purge"
  fi
  show kept "the Docker engine with its settings; lab-manager/docs/machine.md says how to remove that, too"
}

usage() { sed -n '2,/^set -eu/p' "$script" | sed '$d; s/^# \{0,1\}//'; }

main() {
  parse_options "$@"
  case $action in usage) usage; return ;; esac
  settle
  case $action in
    version) version ;;
    install) install_lab ;;
    *) "$action" ;;
  esac
}

main "$@"
