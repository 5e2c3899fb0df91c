#!/bin/sh
# Smoke test of the base images, stand-ins or official, and of what builds are told about this machine: it reaches commands and stays out
# of images. Needs root if a stand-in has to be made.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

once() {
  docker run --rm --label "org.labstead.test-run=$run_id" "$@"
}

bases() {
  check 'debian:bookworm-slim is Debian 12' answers '^12\.' once debian:bookworm-slim cat /etc/debian_version
  check 'and holds no package lists, archives or logs of its making' answers '^nothing$' once debian:bookworm-slim sh -c \
    'find /var/lib/apt/lists /var/cache/apt /var/log/apt /var/log/*.log -type f -size +0 2>/dev/null | grep . || echo nothing'
  check 'and no settings of the machine it was made on' answers '^nothing$' once debian:bookworm-slim sh -c \
    'apt-config dump | grep -iE "proxy \"[^\"]|cainfo|netrc" | grep -v "netrc.*auth.conf" | grep . || echo nothing'
  check 'node:24-bookworm-slim is Node 24' answers '^v24\.' once node:24-bookworm-slim node --version
  check 'and has npm' answers '^[0-9]+\.[0-9]+\.[0-9]+$' once node:24-bookworm-slim npm --version
  check 'and no headers, which nothing here compiles against' answers '^nothing$' once node:24-bookworm-slim sh -c 'ls /usr/local/include/node 2>/dev/null || echo nothing'
}

# A machine with a proxy, tokens, an index and a mirror of its own, made of variables and files such as administrators write.
secret_settings() {
  HOME=$scratch/home
  mkdir -p "$HOME/.config/pip" "$HOME/.config/go"
  # shellcheck disable=SC2016 # npm expands it
  printf '%s\n' '//packages.invalid/:_authToken=${CANARY_TOKEN}' 'registry=https://packages.invalid/canary-npm/' 'prefix=/canary-not-wanted' >"$HOME/.npmrc"
  printf '%s\n' '[global]' 'index-url = https://user:canary-pip@packages.invalid/simple' 'extra-index-url =' '    https://a.invalid/canary-extra' '    https://b.invalid/' >"$HOME/.config/pip/pip.conf"
  printf '%s\n' 'GOPROXY=https://canary-go.invalid' >"$HOME/.config/go/env"
  printf '%s\n' 'machine packages.invalid login me password canary-netrc' >"$HOME/.netrc"
  printf '%s\n' 'Acquire::http::Proxy "http://canary-apt.invalid:3142/";' >"$scratch/apt.conf"
  printf '%s\n' '-----BEGIN CERTIFICATE-----' 'canary-certificate' '-----END CERTIFICATE-----' >"$scratch/company.crt"
  export HOME APT_CONFIG="$scratch/apt.conf" CANARY_TOKEN="canary-token's" https_proxy=http://canary-proxy.invalid:8080 NODE_EXTRA_CA_CERTS="$scratch/company.crt"
  unset PIP_CONFIG_FILE PIP_INDEX_URL PIP_EXTRA_INDEX_URL NPM_CONFIG_USERCONFIG GOENV GOPROXY NETRC
  work=$scratch/made
  host_dir=$work/host
  mkdir "$work"
  # shellcheck source=../lib/host-settings.sh
  . "$here/lib/host-settings.sh"
  make_host_secret
}

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Asks for each setting where its tool looks for it. A secret too, so that the build's own history names none of them.
write_questions() {
  cat >"$scratch/questions" <<'Q'
test "$https_proxy" = http://canary-proxy.invalid:8080
test "$PIP_INDEX_URL" = https://user:canary-pip@packages.invalid/simple
test "$UV_DEFAULT_INDEX" = "$PIP_INDEX_URL"
test "$PIP_EXTRA_INDEX_URL" = "https://a.invalid/canary-extra https://b.invalid/"
test "$GOPROXY" = https://canary-go.invalid
test "$CANARY_TOKEN" = "canary-token's"
grep canary-npm "$NPM_CONFIG_USERCONFIG"
test -z "$(grep not-wanted "$NPM_CONFIG_USERCONFIG")"
grep canary-netrc "$NETRC"
for bundle in "$SSL_CERT_FILE" "$NODE_EXTRA_CA_CERTS" "$PIP_CERT" "$CURL_CA_BUNDLE" "$REQUESTS_CA_BUNDLE" "$GIT_SSL_CAINFO"; do
  grep canary-certificate "$bundle"
done
apt-config dump Acquire::http::Proxy | grep canary-apt
Q
}

# build NAME COMMAND
build() {
  mkdir "$scratch/$1"
  printf 'FROM debian:bookworm-slim\nRUN --mount=type=secret,id=host --mount=type=secret,id=questions sh /run/secrets/host %s\n' "$2" >"$scratch/$1/Dockerfile"
  DOCKER_BUILDKIT=1 docker build --no-cache --secret "id=host,src=$scratch/made/host-secret" --secret "id=questions,src=$scratch/questions" \
    --label "org.labstead.test-run=$run_id" --tag "labstead-test:$run_id-$1" "$scratch/$1"
}

# What every layer (compressed or not), the history and the configuration of an image hold.
everything_in() {
  mkdir "$scratch/saved"
  docker save "labstead-test:$run_id-$1" | tar -x -C "$scratch/saved"
  find "$scratch/saved" -type f -exec zcat --force {} +
  rm -rf "$scratch/saved"
  docker history --no-trunc "labstead-test:$run_id-$1"
  docker image inspect "labstead-test:$run_id-$1"
}

host_settings() {
  write_questions
  check 'the settings of the machine are collected' collect_settings
  check 'every one of them reaches a command of a build' build kept 'sh -eux /run/secrets/questions'
  build leak 'sh -c "env >/leaked; cat /dev/shm/labstead-host/npmrc >>/leaked"' >/dev/null 2>&1
  check 'the search finds what an image has kept' answers 'canary-proxy' everything_in leak
  check 'and whatever came by a file' answers 'canary-npm' everything_in leak
  check 'an image whose build used them all has kept none' silent_about 'canary-(proxy|pip|extra|go|token|npm|netrc|certificate|apt)' everything_in kept
  docker image rm --force "labstead-test:$run_id-kept" "labstead-test:$run_id-leak" >/dev/null 2>&1 || true
}

# Beside everything else, since it's another machine's home and variables.
collect_settings() {
  (secret_settings)
}

begin base debian:bookworm-slim
bases
host_settings
finish
