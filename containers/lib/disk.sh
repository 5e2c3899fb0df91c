# shellcheck shell=sh
# Refuses before anything is made when a disk can't hold it. Sourced by images.sh.

free_megabytes() {
  df -Pm "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'
}

same_disk() {
  [ "$(stat -c %d "$1")" = "$(stat -c %d "$2")" ]
}

# require_room DIRECTORY MEGABYTES WHAT
require_room() {
  _free=$(free_megabytes "$1")
  [ "${_free:-0}" -ge "$2" ] || die "$3 needs $2 MB in $1 and $_free MB are free there" "Free some space, or move Docker's data (data-root in /etc/docker/daemon.json) to a larger disk."
}

# check_room NAME…: the images about to be got.
check_room() {
  _engine=0
  _temporary=1
  for _name in "$@"; do
    _engine=$((_engine + $(field "$_name" 3)))
    if [ "$_name" = debian ]; then _temporary=700; fi
  done
  _root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
  # An engine elsewhere has its disk elsewhere.
  [ -d "${_root:-/nowhere}" ] || return 0
  if same_disk "$_root" "${work_parent:?}"; then
    require_room "$_root" $((_engine + _temporary)) "Getting these images ($*)"
  else
    require_room "$_root" "$_engine" "Getting these images ($*)"
    require_room "$work_parent" "$_temporary" "Building them"
  fi
}
