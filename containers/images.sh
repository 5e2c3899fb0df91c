#!/bin/sh
# images.sh: gets or builds Labstead's container images. Needs Docker (20.10 to 29, with BuildKit: see engine.sh) and nothing else; what
# a build uses besides is installed with apt or lives inside the build.
set -eu

usage() {
  cat <<'USAGE'
usage: images.sh ensure [--only NAME]… [--dry-run]
       images.sh list
       images.sh help

ensure  makes every image of this version present in the local engine: one made from these sources is left alone; otherwise it's pulled
        from $LABSTEAD_REGISTRY if that is set, and built if it isn't or can't be pulled. Base images (debian, node, traefik) are the
        official ones where Docker can pull them, else stand-ins made from Debian's, npm's and Go's packages. Says which, for each.
        A second run changes nothing.
list    shows each image, its tag, its state and its size.

  --only NAME   this image only (may be given several times), with what it's built from
  --dry-run     print every command, and do nothing

environment:
  LABSTEAD_REGISTRY   HOST[:PORT][/PATH] to pull from: PATH/labstead/<image>:<version>
  TMPDIR              where stand-ins are put together (default /tmp)

The proxies, certificates and apt, npm, pip and Go settings of this machine are used in builds and stay out of images.

exit status: 0 every image is present; 1 one could not be had, or there is no room for it; 2 wrong use
USAGE
}

say() {
  printf 'images: %s\n' "$*"
}

warn() {
  printf 'images: %s\n' "$*" >&2
}

# die MESSAGE [HINT]
die() {
  warn "$1"
  [ $# -lt 2 ] || warn "$2"
  exit 1
}

misuse() {
  warn "$1"
  warn "Run 'images.sh help' for what there is."
  exit 2
}

require_engine() {
  command -v docker >/dev/null 2>&1 || die "there is no docker command here" "Run containers/engine.sh ensure."
  docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || die "the Docker engine doesn't answer: $(docker version 2>&1 | tail -n 1)"
}

# One run at a time; whatever one that was killed left behind is this one's to remove.
take_lock() {
  lock=/run/lock/labstead-images.lock
  [ -w /run/lock ] || lock=$work_parent/labstead-images.lock
  exec 9>>"$lock"
  if ! flock --nonblock 9; then
    say "another run is getting images: waiting for it"
    flock 9
  fi
  rm -rf "$work" "$logs"
  mkdir -m 0700 "$work" "$logs"
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

clean_up() {
  status=$?
  trap - EXIT
  stop_process "${lane:-}"
  stop_process "${child:-}"
  rm -rf "$work"
  # Logs stay where they tell what went wrong.
  [ "$status" != 0 ] || rm -rf "$logs"
  exit "$status"
}

# The images to get that aren't there yet, and after them whatever those are built from that isn't there either.
missing_of() {
  for _image in "$@"; do is_present "$_image" || printf '%s\n' "$_image"; done
}

missing_bases() {
  for _image in "$@"; do
    for _base in $(needs "$_image"); do
      is_present "$_base" || (missing_bases "$_base"; printf '%s\n' "$_base")
    done
  done | awk '!seen[$0]++'
}

# get_all NAME…: the first that fails doesn't keep the others from being got.
get_all() {
  _failed=0
  for _image in "$@"; do run_lane get "$_image" || _failed=1; done
  return "$_failed"
}

# Traefik's stand-in takes minutes of compiling, so what needs it is built beside everything else.
get_missing() {
  slow=''
  others=''
  for _image in "$@"; do
    case $_image in
      traefik | edge) slow="$slow $_image" ;;
      *) others="$others $_image" ;;
    esac
  done
  failed=0
  lane=''
  if [ -n "$slow" ]; then
    # shellcheck disable=SC2086 # names
    in_lane get_all $slow &
    lane=$!
  fi
  # shellcheck disable=SC2086
  run_lane get_all $others || failed=1
  [ -z "$lane" ] || wait "$lane" || failed=1
  lane=''
  return "$failed"
}

ensure() {
  # A dry run on a machine without an engine shows what one would be asked for: everything.
  [ "$dry_run" = yes ] || require_engine
  present=''
  missing=$(missing_of "$@")
  for _image in "$@"; do
    case "
$missing
" in
      *"
$_image
"*) ;;
      *) present="$present $_image" ;;
    esac
  done
  for _image in $present; do say "$_image: present ($(tag "$_image"), $(image_size "$(tag "$_image")"))"; done
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086 # names
  bases=$(missing_bases $missing)
  if [ "$dry_run" = yes ]; then
    for _image in $bases $missing; do print_get "$_image"; done
    return 0
  fi
  # shellcheck disable=SC2086
  check_room $bases $missing
  make_host_secret
  # Nothing else can start without it, unless everything is pulled.
  if [ -z "${LABSTEAD_REGISTRY:-}" ] && printf '%s\n' "$bases" | grep -qx debian; then
    run_lane get debian || return 1
  fi
  # shellcheck disable=SC2086
  get_missing $missing
}

list() {
  require_engine
  printf '%-12s %-28s %-9s %s\n' IMAGE TAG STATE SIZE
  for _image in $(all_images); do
    _tag=$(tag "$_image")
    if ! image_id "$_tag" >/dev/null; then
      _state=absent
    elif is_present "$_image"; then
      _state=present
    else
      _state=outdated
    fi
    printf '%-12s %-28s %-9s %s\n' "$_image" "$_tag" "$_state" "$(image_size "$_tag")"
  done
}

ensure_options() {
  only=''
  dry_run=no
  while [ $# -gt 0 ]; do
    case $1 in
      --only)
        [ $# -ge 2 ] || misuse "--only needs the name of an image"
        [ -n "$(field "$2" 1)" ] || misuse "there is no image '$2'; there are: $(all_images | tr '\n' ' ')"
        only="$only $2"
        shift
        ;;
      --dry-run) dry_run=yes ;;
      *) misuse "unknown option: $1" ;;
    esac
    shift
  done
  # Bases are got when something is built from them.
  [ -n "$only" ] || only=$(for _image in $(all_images); do is_base "$_image" || printf '%s ' "$_image"; done)
}

main() {
  here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
  cd "$here/.."
  # shellcheck disable=SC2034 # the libraries name images with it
  version=$(sed -n 's/^  "version": "\([^"]*\)".*/\1/p' package.json)
  work_parent=${TMPDIR:-/tmp}
  work=$work_parent/labstead-images
  logs=$work_parent/labstead-images-logs
  # shellcheck disable=SC2034 # lib/host-settings.sh fills it
  host_dir=$work/host
  umask 077
  for _part in table disk host-settings get; do
    # shellcheck source=/dev/null
    . "$here/lib/$_part.sh"
  done
  verb=${1:-help}
  [ $# -eq 0 ] || shift
  case $verb in
    ensure)
      ensure_options "$@"
      [ "$dry_run" = yes ] || take_lock
      # shellcheck disable=SC2086 # names
      ensure $only
      ;;
    list)
      [ $# -eq 0 ] || misuse "list takes no options"
      list
      ;;
    help | --help | -h) usage ;;
    *) misuse "unknown verb: $verb" ;;
  esac
}

main "$@"
