# shellcheck shell=sh
# What every smoke test shares: TAP lines, hardened containers, clean-up. Sourced as ". lib/smoke.sh" by containers/*/smoke.sh, after `here`
# is set to containers/. A test calls `begin NAME [IMAGE]`, makes its checks, and ends with `finish`.

: "${here:=}"

begin() {
  run_id=smoke-$1-$$
  version=$(sed -n 's/^  "version": "\([^"]*\)".*/\1/p' "$here/../package.json")
  image=${2:-labstead/$1:$version}
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/labstead-$run_id.XXXXXX")
  chmod 755 "$scratch"
  checks=0
  failures=0
  trap clean_up_smoke EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  docker image inspect "$image" >/dev/null 2>&1 || {
    not_ok "the image $image is here (containers/images.sh ensure --only $1 makes it)"
    finish
  }
}

clean_up_smoke() {
  _containers=$(docker ps --all --quiet --filter "label=org.labstead.test-run=$run_id")
  # shellcheck disable=SC2086 # ids
  [ -z "$_containers" ] || docker rm --force --volumes $_containers >/dev/null
  _networks=$(docker network ls --quiet --filter "label=org.labstead.test-run=$run_id")
  # shellcheck disable=SC2086
  [ -z "$_networks" ] || docker network rm $_networks >/dev/null
  rm -rf "$scratch"
}

# copy_tool: images.sh with its own sources and a version nobody else uses, so that a test of it touches nothing in the engine but what it
# makes. `tool` runs it, `image` is the database's.
copy_tool() {
  mkdir "$scratch/copy" "$scratch/tmp"
  cp -r "$here" "$scratch/copy/containers"
  version=0.0.0-$run_id
  sed "s/^  \"version\": \".*\"/  \"version\": \"$version\"/" "$here/../package.json" >"$scratch/copy/package.json"
  image=labstead/database:$version
}

tool() {
  TMPDIR=$scratch/tmp "$scratch/copy/containers/images.sh" "$@"
}

ok() {
  checks=$((checks + 1))
  printf 'ok - %s\n' "$1"
}

not_ok() {
  checks=$((checks + 1))
  failures=$((failures + 1))
  printf 'not ok - %s\n' "$1"
}

# check SENTENCE COMMAND…: what a failing command said becomes diagnostics.
check() {
  _sentence=$1
  shift
  if "$@" >"$scratch/said" 2>&1; then
    ok "$_sentence"
  else
    not_ok "$_sentence"
    tail -n 20 "$scratch/said" | sed 's/^/#   /'
  fi
}

# Every image has to run this way: start NAME OPTIONS… (of docker run, the image and a command last)
start() {
  _container=$run_id-$1
  shift
  docker create --name "$_container" --label "org.labstead.test-run=$run_id" --init --read-only --cap-drop ALL \
    --security-opt no-new-privileges --pids-limit 256 --memory 768m --tmpfs /tmp:rw,noexec,nosuid,nodev,size=64m "$@" >/dev/null \
    && docker start "$_container" >/dev/null
}

container() {
  printf '%s-%s' "$run_id" "$1"
}

health() {
  docker inspect --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' "$(container "$1")"
}

# await_health NAME SECONDS
await_health() {
  _left=$(($2 * 2))
  while [ "$_left" -gt 0 ]; do
    case $(health "$1") in
      'running healthy') return 0 ;;
      exited*) break ;;
    esac
    sleep 0.5
    _left=$((_left - 1))
  done
  health "$1"
  docker inspect --format '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}{{end}}' "$(container "$1")" | tail -n 3
  docker logs --tail 20 "$(container "$1")"
  return 1
}

# exits_with NAME CODE SECONDS
exits_with() {
  _code=$(timeout "$3" docker wait "$(container "$1")") || {
    printf 'still running after %s s\n' "$3"
    return 1
  }
  [ "$_code" = "$2" ] || {
    printf 'ended with %s, not %s\n' "$_code" "$2"
    docker logs --tail 20 "$(container "$1")"
    return 1
  }
}

# An orderly stop, well before Docker would kill.
stops_in_time() {
  _from=$(date +%s)
  docker stop --time 20 "$(container "$1")" >/dev/null
  _took=$(($(date +%s) - _from))
  _code=$(docker inspect --format '{{.State.ExitCode}}' "$(container "$1")")
  printf 'took %s s and ended with %s\n' "$_took" "$_code"
  [ "$_took" -lt 10 ] && [ "$_code" != 137 ]
}

# is_confined NAME UID [CAPABILITIES]: the right user, no capability but those (a hexadecimal mask), no way to get one, a root that can't
# be written.
is_confined() {
  docker exec "$(container "$1")" bash -c '
    while read -r name value _; do
      case $name in
        Uid:) [[ $value == '"$2"' ]] || { echo "runs as user $value"; exit 1; } ;;
        CapEff:) [[ 0x$value -eq 0x'"${3:-0}"' ]] || { echo "has capabilities $value"; exit 1; } ;;
        NoNewPrivs:) [[ $value == 1 ]] || { echo "may gain privileges"; exit 1; } ;;
      esac
    done </proc/1/status
    ! touch /usr/written 2>/dev/null || { echo "its root can be written"; exit 1; }'
}

in_container() {
  _container=$(container "$1")
  shift
  docker exec "$_container" "$@"
}

# http NAME PORT REQUEST-LINE [HEADER…]: the whole answer of a server inside the container, asked in plain HTTP from beside it, at $http_host
# where it doesn't listen on 127.0.0.1. It's sent in one piece, which bash alone would not do (it writes line by line): a server that refuses
# the first line and hangs up would otherwise take its answer with it.
http() {
  _container=$(container "$1")
  _port=$2
  shift 2
  # shellcheck disable=SC2016 # expands inside
  docker exec "$_container" timeout 10 bash -c 'exec 3<>"/dev/tcp/$1/$2"; shift 2; printf -v request "%s\r\n" "$@" "Connection: close" ""; printf "%s" "$request" | dd bs=64k iflag=fullblock status=none >&3; cat <&3' \
    http "${http_host:-127.0.0.1}" "$_port" "$@" | tr -d '\r'
}

# answers PATTERN COMMAND…: what a command says holds a line matching PATTERN.
answers() {
  _wanted=$1
  shift
  "$@" >"$scratch/answer" 2>&1 || true
  grep -aEq -- "$_wanted" "$scratch/answer" || {
    printf 'no line matches %s in:\n' "$_wanted"
    head -c 2000 "$scratch/answer"
    return 1
  }
}

# silent_about PATTERN COMMAND…: a command succeeds, says something, and no line of it matches PATTERN.
silent_about() {
  _unwanted=$1
  shift
  "$@" >"$scratch/answer" 2>&1 || {
    head -c 2000 "$scratch/answer"
    return 1
  }
  [ -s "$scratch/answer" ] && ! grep -aE -- "$_unwanted" "$scratch/answer"
}

logs_say() {
  docker logs "$(container "$1")" 2>&1 | grep -q -- "$2" || {
    docker logs --tail 20 "$(container "$1")" 2>&1
    return 1
  }
}

finish() {
  printf '1..%s\n' "$checks"
  [ "$failures" = 0 ] && exit 0
  exit 1
}
