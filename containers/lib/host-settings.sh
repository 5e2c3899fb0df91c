# shellcheck shell=sh
# Collects what this machine's package tools are set up with, and writes it as the build secret `host` (see base/with-host-settings).
# Sourced by images.sh. Uses its `work` (a private directory), `host_dir` in it, and `die`.

: "${work:=}" "${here:=}" "${host_dir:=}"
host_in_build=/dev/shm/labstead-host

# The value of a variable here or, since sudo drops most of them, in /etc/environment.
host_variable() {
  eval "_value=\${$1:-}"
  if [ -z "$_value" ] && [ -r /etc/environment ]; then
    _value=$(sed -n "s/^\(export \)\{0,1\}$1=//p" /etc/environment | tail -n 1 | sed "s/^[\"']//; s/[\"']\$//")
  fi
  printf '%s' "$_value"
}

shell_quote() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

host_export() {
  [ -z "$2" ] || printf 'export %s=%s\n' "$1" "$(shell_quote "$2")"
}

host_variables() {
  for _name in http_proxy https_proxy ftp_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY FTP_PROXY ALL_PROXY NO_PROXY \
    GOPROXY GOFLAGS GONOSUMDB GOSUMDB GOPRIVATE GONOPROXY GOINSECURE; do
    host_export "$_name" "$(host_variable "$_name")"
  done
}

# `go env -w` keeps its values in a file of its own, weaker than the environment.
host_go_file() {
  _file=${GOENV:-${HOME:-/root}/.config/go/env}
  [ -r "$_file" ] || return 0
  sed -n 's/^\(GOPROXY\|GOFLAGS\|GONOSUMDB\|GOSUMDB\|GOPRIVATE\|GONOPROXY\|GOINSECURE\)=\(.*\)$/\1 \2/p' "$_file" \
    | while read -r _name _value; do host_export "$_name" "$_value"; done
}

# --- certificates -------------------------------------------------------------------------------------------------------------

host_ca_files() {
  printf '%s\n' /etc/ssl/certs/ca-certificates.crt
  for _name in SSL_CERT_FILE NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE CURL_CA_BUNDLE PIP_CERT; do
    host_variable "$_name"
    printf '\n'
  done
  host_npm_files | while read -r _file; do sed -n 's/^ *cafile *= *"\{0,1\}\([^"]*\)"\{0,1\} *$/\1/p' "$_file"; done
  host_pip_files | while read -r _file; do sed -n 's/^ *cert *[=:] *//p' "$_file"; done
  apt-config dump --format '%f %v%n' Acquire::https::CAInfo 2>/dev/null | cut -d ' ' -f 2-
}

host_ca() {
  host_ca_files | sort -u | while read -r _file; do
    if [ -f "$_file" ] && [ -r "$_file" ]; then
      cat "$_file"
      printf '\n'
    fi
  done
}

# --- apt ----------------------------------------------------------------------------------------------------------------------

# A mirror list (Debian's cloud images have one) stands for its first mirror.
host_mirror() {
  case $1 in
    mirror+file:*) sed -n 's/^\([a-z+]*:[^[:space:]#]*\).*/\1/p' "${1#mirror+file:}" 2>/dev/null | head -n 1 ;;
    cdrom:* | file:* | copy:*) ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# Where this machine gets one of Debian's own archives (label Debian or Debian-Security), whatever its own suite: URI and key.
host_archive() {
  # shellcheck disable=SC2016 # apt's own variables
  apt-get indextargets --format '$(CREATED_BY)|$(ORIGIN)|$(LABEL)|$(REPO_URI)|$(SIGNED_BY)' 2>/dev/null \
    | sed -n "s/^Packages|Debian|$1|//p" | sort -u | while IFS='|' read -r _uri _key; do
    _uri=$(host_mirror "$_uri")
    [ -n "$_uri" ] || continue
    printf '%s %s\n' "${_uri%/}" "$_key"
    break
  done
}

# Lines of a sources.list for bookworm, or nothing on a machine that has no Debian mirror (then the image's own list counts).
host_source_lines() {
  host_archive Debian | while read -r _uri _key; do
    printf 'deb %s%s bookworm main\ndeb %s%s bookworm-updates main\n' "$(host_signed_by "$_key")" "$_uri" "$(host_signed_by "$_key")" "$_uri"
  done
  host_archive Debian-Security | while read -r _uri _key; do
    printf 'deb %s%s bookworm-security main\n' "$(host_signed_by "$_key")" "$_uri"
  done
}

# Debian's own keys are in every image already; a mirror with a key of its own brings it along.
host_signed_by() {
  case $1 in
    /*debian-archive* | '') ;;
    /*)
      cp "$1" "$host_dir/apt/keys/"
      printf '[signed-by=%s/apt/keys/%s] ' "$host_in_build" "${1##*/}"
      ;;
  esac
}

host_apt_options() {
  apt-config dump --format '%F "%v";%n' 2>/dev/null | grep -E \
    '^Acquire::((http|https)::([^ ]*::)?(Proxy|Proxy::[^ ]*|Verify-Peer|Verify-Host|Timeout|No-Cache|Pipeline-Depth)|Retries|Check-Valid-Until|Check-Date|ForceIPv4|ForceIPv6) ' \
    | grep -v ' "";$' || true
}

host_apt() {
  mkdir -p "$host_dir/apt/keys" "$host_dir/apt/auth.conf.d"
  host_source_lines >"$host_dir/apt/sources.list"
  for _file in /etc/apt/auth.conf /etc/apt/auth.conf.d/*.conf; do
    if [ -r "$_file" ]; then cp "$_file" "$host_dir/apt/auth.conf.d/"; fi
  done
  {
    host_apt_options
    printf 'Dir::Etc::netrcparts "%s/apt/auth.conf.d";\n' "$host_in_build"
    if [ -s "$host_dir/ca.crt" ]; then printf 'Acquire::https::CAInfo "%s/ca.crt";\n' "$host_in_build"; fi
    if [ -s "$host_dir/apt/sources.list" ]; then
      printf 'Dir::Etc::sourcelist "%s/apt/sources.list";\nDir::Etc::sourceparts "/dev/null";\n' "$host_in_build"
    fi
  } >"$host_dir/apt/apt.conf"
}

# --- npm, pip, netrc ----------------------------------------------------------------------------------------------------------

host_npm_files() {
  for _file in /usr/etc/npmrc /usr/local/etc/npmrc /etc/npmrc "${NPM_CONFIG_GLOBALCONFIG:-}" "${HOME:-/root}/.npmrc" "${NPM_CONFIG_USERCONFIG:-}"; do
    if [ -n "$_file" ] && [ -r "$_file" ]; then printf '%s\n' "$_file"; fi
  done
}

# Only where packages come from and how to get there: paths and habits of this machine mean nothing inside a build.
host_npmrc() {
  host_npm_files | while read -r _file; do
    sed -n -E '/^ *((@[^:]+:)?registry|\/\/[^=]*|https?-proxy|proxy|noproxy|strict-ssl|fetch-[a-z-]+|replace-registry-host) *=/p' "$_file"
  done
  env | sed -n -E 's/^(npm_config|NPM_CONFIG)_(registry|REGISTRY|https_proxy|HTTPS_PROXY|proxy|PROXY|noproxy|NOPROXY|strict_ssl|STRICT_SSL)=/\2=/p' \
    | while IFS='=' read -r _name _value; do printf '%s=%s\n' "$(printf '%s' "$_name" | tr 'A-Z_' 'a-z-')" "$_value"; done
}

# An npmrc may name a variable that holds a token.
host_npm_variables() {
  sed -n 's/.*\${\([A-Za-z_][A-Za-z0-9_]*\)}.*/\1/p' "$host_dir/npmrc" | sort -u | while read -r _name; do
    host_export "$_name" "$(host_variable "$_name")"
  done
}

host_pip_files() {
  for _file in /etc/xdg/pip/pip.conf /etc/pip.conf "${HOME:-/root}/.pip/pip.conf" "${HOME:-/root}/.config/pip/pip.conf" "${PIP_CONFIG_FILE:-}"; do
    if [ -n "$_file" ] && [ -r "$_file" ]; then printf '%s\n' "$_file"; fi
  done
}

# pip's files as pip's variables (a value may go on over indented lines).
host_pip_values() {
  host_pip_files | while read -r _file; do
    awk '
      function flush() { if (key != "") print key "=" value; key = "" }
      /^[[:space:]]*[#;]/ { next }
      /^\[/ { flush(); next }
      /^[[:space:]]+[^[:space:]]/ && key != "" { sub(/^[[:space:]]+/, ""); value = (value == "" ? $0 : value " " $0); next }
      /^[a-z-]+[[:space:]]*[=:]/ { flush(); match($0, /[=:]/); key = substr($0, 1, RSTART - 1); value = substr($0, RSTART + 1)
        gsub(/[[:space:]]/, "", key); sub(/^[[:space:]]+/, "", value); sub(/[[:space:]]+$/, "", value) }
      END { flush() }' "$_file" | while IFS='=' read -r _key _value; do
      printf 'PIP_%s=%s\n' "$(printf '%s' "$_key" | tr 'a-z-' 'A-Z_')" "$_value"
    done
  done
  for _name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST PIP_PROXY PIP_TIMEOUT PIP_DEFAULT_TIMEOUT PIP_RETRIES; do
    printf '%s=%s\n' "$_name" "$(host_variable "$_name")"
  done
}

host_pip() {
  host_pip_values | while IFS='=' read -r _name _value; do
    [ -n "$_value" ] || continue
    case $_name in
      PIP_INDEX_URL) host_export "$_name" "$_value" && host_export UV_DEFAULT_INDEX "$_value" ;;
      PIP_EXTRA_INDEX_URL) host_export "$_name" "$_value" && host_export UV_INDEX "$_value" ;;
      PIP_TRUSTED_HOST) host_export "$_name" "$_value" && host_export UV_INSECURE_HOST "$_value" ;;
      PIP_PROXY | PIP_TIMEOUT | PIP_DEFAULT_TIMEOUT | PIP_RETRIES) host_export "$_name" "$_value" ;;
    esac
  done
}

# --- the secret ---------------------------------------------------------------------------------------------------------------

make_host_secret() {
  mkdir "$host_dir"
  host_ca >"$host_dir/ca.crt"
  host_apt
  host_npmrc >"$host_dir/npmrc"
  if [ -r "${NETRC:-${HOME:-/root}/.netrc}" ]; then cp "${NETRC:-${HOME:-/root}/.netrc}" "$host_dir/netrc"; fi
  {
    host_go_file
    host_variables
    host_pip
    host_npm_variables
  } >"$host_dir/env"
  {
    cat "$here/base/with-host-settings"
    tar -C "$host_dir" -cz . | base64
  } >"$work/host-secret"
  # The builder's own limit for one secret.
  [ "$(wc -c <"$work/host-secret")" -le 500000 ] || die "the certificates and settings of this machine come to more than 500 kB, which a build can't be given"
}

# A proxy on this machine's own loopback is out of a build container's reach, unless it shares the machine's network.
host_network() {
  if grep -Eqi "(proxy|registry|index).*(//|@)(localhost|127\.|\[::1\])" "$host_dir/env" "$host_dir/npmrc" "$host_dir/apt/apt.conf" "$host_dir/apt/sources.list" 2>/dev/null; then
    printf 'host'
  else
    printf 'default'
  fi
}
