#!/bin/sh
# Tests of the bricks, inside the glab image, against a real database container: the machine needs Docker and nothing else.
set -eu

usage() {
  cat <<'USAGE'
usage: bricks/test.sh [--check] [--] [PYTEST OPTION…]

Builds the glab image's stage `test`, starts a database on a private network and runs pytest as the image's user on a read-only root.
With options of pytest only what they choose is run, as in: bricks/test.sh -k upload

  --check   also ruff (lint, format) and mypy --strict

environment:
  REPORT_DIR   where to leave junit.xml (made if absent)

exit status: pytest's; 1 if the images or the check fail; 2 wrong use
USAGE
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
here=$root/containers
version=$(sed -n 's/^  "version": "\([^"]*\)".*/\1/p' "$root/package.json")
run_id=bricks-$$
work=
check=no

say() {
  printf 'bricks: %s\n' "$*"
}

die() {
  say "$*" >&2
  exit 1
}

clean_up() {
  status=$?
  trap - EXIT
  _containers=$(docker ps --all --quiet --filter "label=org.labstead.test-run=$run_id")
  # shellcheck disable=SC2086 # ids
  [ -z "$_containers" ] || docker rm --force --volumes $_containers >/dev/null
  _networks=$(docker network ls --quiet --filter "label=org.labstead.test-run=$run_id")
  # shellcheck disable=SC2086
  [ -z "$_networks" ] || docker network rm $_networks >/dev/null
  docker image rm "${image:-}" >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$status"
}

build_test_image() {
  sh "$here/images.sh" ensure --only database --only biota-db || die "the databases' images can't be had"
  host_dir=$work/host
  # shellcheck source=../containers/lib/host-settings.sh
  . "$here/lib/host-settings.sh"
  make_host_secret
  (cd "$root" && DOCKER_BUILDKIT=1 docker build --progress=plain --target test --tag "$image" --network "$(host_network)" \
    --secret "id=host,src=$work/host-secret" --file containers/glab/Dockerfile .) >"$work/build.log" 2>&1 || {
    tail -n 40 "$work/build.log" >&2
    die "the test image can't be built"
  }
}

# confined NAME OPTIONS… (of docker run, image and command last)
confined() {
  _name=$run_id-$1
  shift
  docker run --name "$_name" --label "org.labstead.test-run=$run_id" --network "$run_id" --init --read-only --cap-drop ALL \
    --security-opt no-new-privileges --pids-limit 512 "$@"
}

start_database() {
  docker network create --internal --label "org.labstead.test-run=$run_id" "$run_id" >/dev/null
  mkdir "$work/secrets"
  od -An -N 24 -t x1 /dev/urandom | tr -d ' \n' >"$work/secrets/password"
  chmod 755 "$work" "$work/secrets"
  chmod 444 "$work/secrets/password"
  confined db --detach --network-alias db --memory 512m --tmpfs /tmp --tmpfs /run/mysqld \
    --tmpfs /var/lib/mysql:rw,size=512m,uid=10002,gid=10002,mode=0750 --volume "$work/secrets:/run/secrets:ro" \
    --env MARIADB_DATABASE=labstead --env MARIADB_USER=labstead --env MARIADB_PASSWORD_FILE=/run/secrets/password \
    "labstead/database:$version" >/dev/null
  await_healthy "$run_id-db"
}

await_healthy() {
  _left=120
  until [ "$(docker inspect --format '{{.State.Health.Status}}' "$1")" = healthy ]; do
    _left=$((_left - 1))
    [ "$_left" -gt 0 ] || { docker logs --tail 20 "$1" >&2; die "the database doesn't get ready"; }
    sleep 0.5
  done
}

# The shipped data, built and served as a lab does it.
start_reference() {
  mkdir "$work/generations" "$work/biota-secrets"
  cp "$work/secrets/password" "$work/biota-secrets/prod-password"
  chown -R 10002:10002 "$work/generations" "$work/biota-secrets"
  confined biota-build --rm --memory 512m --tmpfs /tmp --tmpfs /run/mysqld \
    --volume "$root/templates/biota:/archives:ro" --volume "$work/generations:/generations" \
    --env BIOTA_GENERATION=shipped --env BIOTA_ARCHIVE=ncbi-organisms.sql --env BIOTA_ABOUT='{}' \
    "labstead/biota-db:$version" build >"$work/biota-build.log" 2>&1 || {
    tail -n 20 "$work/biota-build.log" >&2
    die "the reference data can't be built"
  }
  confined biota --detach --network-alias biota-db --memory 512m --tmpfs /tmp --tmpfs /run/mysqld \
    --tmpfs /var/lib/mysql/data/mysql:rw,size=64m,uid=10002,gid=10002,mode=0700 \
    --volume "$work/generations/shipped:/var/lib/mysql:ro" --volume "$work/biota-secrets:/run/secrets:ro" \
    --env BIOTA_READERS=prod "labstead/biota-db:$version" >/dev/null
  await_healthy "$run_id-biota"
}

# The disk for data is a volume: a container's memory limit counts what is in a tmpfs. The small one is what fills up in tests.
in_test_image() {
  confined tests --memory 3g --tmpfs /tmp:rw,size=256m --tmpfs /small:rw,size=48m,uid=10001,gid=10001,mode=0755 \
    --volume "$work/data:/test-data" --volume "$work/secrets:/run/secrets:ro" --volume "$work/reports:/reports" \
    --env LABSTEAD_TEST_DATABASE_HOST=db --env LABSTEAD_TEST_DATABASE_PASSWORD_FILE=/run/secrets/password \
    --env LABSTEAD_BIOTA_HOST=biota-db --env LABSTEAD_BIOTA_NAME=biota --env LABSTEAD_BIOTA_USER=prod \
    --env LABSTEAD_BIOTA_PASSWORD_FILE=/run/secrets/password --env LABSTEAD_TEST_SMALL_DISK=/small --env LABSTEAD_TEST_TABLE_MB "$image" "$@"
}

run_check() {
  say "ruff and mypy"
  docker run --rm --label "org.labstead.test-run=$run_id" --network none --read-only --tmpfs /tmp "$image" sh -c '
    ruff check --no-cache . && ruff format --no-cache --check . \
      && mypy --cache-dir /tmp/mypy -p labstead_core -p labstead_explorer -p labstead_reference -p labstead_tables \
      && mypy --cache-dir /tmp/mypy labstead_core/tests labstead_explorer/tests labstead_reference/tests labstead_tables/tests' \
    || die "the check failed"
}

main() {
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --check) check=yes ;;
      --) shift && break ;;
      *) break ;;
    esac
    shift
  done
  work=$(mktemp -d "${TMPDIR:-/var/tmp}/labstead-$run_id.XXXXXX")
  # A tag of this run's own: another run, from another checkout, must not put its image in the place of this one.
  image=labstead/glab-test:$run_id
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  say "building the test image"
  build_test_image
  [ "$check" = no ] || run_check
  start_database
  start_reference
  mkdir "$work/data" "$work/reports"
  chown 10001:10001 "$work/data" "$work/reports"
  say "pytest"
  status=0
  in_test_image python -m pytest --basetemp=/test-data/pytest --junit-xml=/reports/junit.xml "$@" || status=$?
  if [ -n "${REPORT_DIR:-}" ] && [ -f "$work/reports/junit.xml" ]; then
    mkdir -p "$REPORT_DIR"
    cp "$work/reports/junit.xml" "$REPORT_DIR/junit.xml"
  fi
  return "$status"
}

main "$@"
