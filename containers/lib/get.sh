# shellcheck shell=sh
# Pulls or builds one image. Sourced by images.sh, whose `work`, `logs` and `version` it uses.

: "${work:=}" "${logs:=}" "${version:=}" "${here:=}" "${host_dir:=}"

# --- processes that can be stopped ---------------------------------------------------------------------------------------------
# A shell minds a signal only while nothing runs in front of it. So whatever takes long runs beside its shell, which waits: a program by
# run_child, a function by run_lane, and a signal goes down that line to the program at its end.

run_child() {
  patience=2
  "$@" &
  await_child $!
}

run_lane() {
  patience=20
  in_lane "$@" &
  await_child $!
}

in_lane() {
  child=''
  trap stop_lane TERM
  "$@"
}

await_child() {
  child=$1
  _status=0
  wait "$child" || _status=$?
  child=''
  return "$_status"
}

stop_lane() {
  stop_process "$child"
  exit 143
}

# Asked first. Docker with a build plugin would go on to the end of its build, so a program is given two seconds, and a lane as long as the
# programs in it may need.
stop_process() {
  if [ -z "$1" ] || ! kill "$1" 2>/dev/null; then return 0; fi
  _left=$((${patience:-20} * 5))
  while [ "$_left" -gt 0 ] && kill -0 "$1" 2>/dev/null; do
    sleep 0.2
    _left=$((_left - 1))
  done
  kill -KILL "$1" 2>/dev/null || true
}

# pull REFERENCE: Docker has ten seconds to find the image, and then as long as the download takes.
pull() {
  _log=$work/pull-$(printf '%s' "$1" | tr '/:' '__')
  docker pull "$1" >"$_log" 2>&1 &
  _pid=$!
  child=$_pid
  patience=2
  _waited=0
  while kill -0 "$_pid" 2>/dev/null && ! grep -q 'Pulling from' "$_log"; do
    if [ "$_waited" -ge 10 ]; then
      kill "$_pid" 2>/dev/null
      wait "$_pid" 2>/dev/null
      pull_problem='no answer within 10 s'
      return 1
    fi
    sleep 1
    _waited=$((_waited + 1))
  done
  if wait "$_pid"; then return 0; fi
  pull_problem=$(tail -n 1 "$_log" | sed 's/^Error response from daemon: //')
  return 1
}

# The official base images come from where this engine gets official images; whether it can is found out once.
pull_base() {
  [ ! -e "$work/no-official-images" ] || return 1
  if pull "$(tag "$1")"; then return 0; fi
  say "$1: the official image can't be pulled ($pull_problem): building a stand-in"
  : >"$work/no-official-images"
  return 1
}

pull_product() {
  [ -n "${LABSTEAD_REGISTRY:-}" ] || return 1
  _remote=${LABSTEAD_REGISTRY%/}/$(tag "$1")
  if ! pull "$_remote"; then
    say "$1: can't be pulled from $LABSTEAD_REGISTRY ($pull_problem): building it"
    return 1
  fi
  if [ "$(image_label "$_remote" org.labstead.source-hash)" != "$(source_hash "$1")" ]; then
    say "$1: $_remote was made from other sources: building it"
    docker image rm "$_remote" >/dev/null
    return 1
  fi
  docker tag "$_remote" "$(tag "$1")"
  docker image rm "$_remote" >/dev/null
}

# --- build --------------------------------------------------------------------------------------------------------------------

apt_install() {
  apt-get install -qq --yes --no-install-recommends -o DPkg::Lock::Timeout=600 "$1" >"$work/apt.log" 2>&1 && return 0
  # A machine that never updated its lists, or did so long ago.
  if apt-get -qq update >"$work/apt.log" 2>&1 \
    && apt-get install -qq --yes --no-install-recommends -o DPkg::Lock::Timeout=600 "$1" >"$work/apt.log" 2>&1; then
    return 0
  fi
  cat "$work/apt.log" >&2
  die "the package $1 can't be installed"
}

build_debian() {
  [ "$(id -u)" = 0 ] || die "making debian:bookworm-slim needs root" "Run it with sudo."
  DEBIAN_FRONTEND=noninteractive
  export DEBIAN_FRONTEND
  command -v mmdebstrap >/dev/null 2>&1 || apt_install mmdebstrap
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || apt_install debian-archive-keyring
  debian_commands run_child && rm -f "$work/debian.tar"
}

# What follows is run by HAND: run_child, or print_command in a dry run.

# debian_commands HAND
debian_commands() {
  "$1" nice "$here/base/debian.sh" "$work/debian.tar" "$host_dir" \
    && "$1" docker import -c 'CMD ["bash"]' -c 'ENV LANG=C.UTF-8' -c 'LABEL org.labstead.image=debian' \
      -c "LABEL org.labstead.source-hash=$(source_hash debian)" -c "LABEL org.opencontainers.image.version=$version" \
      "$work/debian.tar" "$(tag debian)"
}

# build_command HAND NAME: the tag appears when the whole image is there, so an interrupted build leaves none.
build_command() {
  "$1" env DOCKER_BUILDKIT=1 BUILDX_BUILDER=default BUILDX_NO_DEFAULT_ATTESTATIONS=1 nice docker build --progress=plain \
    --file "$(dockerfile "$2")" --tag "$(tag "$2")" --network "$(host_network)" --secret "id=host,src=$work/host-secret" \
    --build-arg "LABSTEAD_VERSION=$version" \
    --label "org.labstead.image=$2" --label "org.labstead.source-hash=$(source_hash "$2")" \
    --label "org.opencontainers.image.version=$version" .
}

dockerfile() {
  case $1 in
    node | traefik) inputs "$1" | head -n 1 ;;
    *) echo "containers/$1/Dockerfile" ;;
  esac
}

build() {
  case $1 in
    debian) build_debian ;;
    *) build_command run_child "$1" ;;
  esac >"$2" 2>&1
}

print_command() { printf '+ %s\n' "$*"; }

# print_get NAME: what `get` would run.
print_get() {
  if is_base "$1"; then
    say "$1: would be pulled if Docker can, else built"
    print_command docker pull "$(tag "$1")"
  elif [ -n "${LABSTEAD_REGISTRY:-}" ]; then
    say "$1: would be pulled, else built"
    _remote=${LABSTEAD_REGISTRY%/}/$(tag "$1")
    print_command docker pull "$_remote"
    print_command docker tag "$_remote" "$(tag "$1")"
    print_command docker image rm "$_remote"
  else
    say "$1: would be built"
  fi
  if [ "$1" = debian ]; then
    command -v mmdebstrap >/dev/null 2>&1 || print_command apt-get install mmdebstrap debian-archive-keyring
    debian_commands print_command
  else
    build_command print_command "$1"
  fi
}

# --- one image ----------------------------------------------------------------------------------------------------------------

report() {
  say "$1: $2 in $(($(date +%s) - $3)) s ($(tag "$1"), $(image_size "$(tag "$1")"))"
}

# get NAME: whatever it's built from must be there already, unless it can be pulled.
get() {
  if is_present "$1"; then
    say "$1: present ($(tag "$1"), $(image_size "$(tag "$1")"))"
    return 0
  fi
  _name=$1
  _started=$(date +%s)
  if is_base "$_name" && pull_base "$_name"; then
    report "$_name" pulled "$_started"
    return 0
  elif ! is_base "$_name" && pull_product "$_name"; then
    report "$_name" pulled "$_started"
    return 0
  fi
  for _base in $(needs "$_name"); do is_present "$_base" || run_lane get "$_base" || return 1; done
  _started=$(date +%s)
  _build_log=$logs/$_name.log
  _before=$(image_id "$(tag "$_name")" || true)
  if build "$_name" "$_build_log"; then
    # The image this one replaces goes, unless a container still runs from it.
    if [ -n "$_before" ]; then docker image rm "$_before" >/dev/null 2>&1 || true; fi
    report "$_name" built "$_started"
    return 0
  fi
  tail -n 30 "$_build_log" | sed 's/^/    /' >&2
  warn "$_name: the build failed; its whole log is $_build_log"
  return 1
}
