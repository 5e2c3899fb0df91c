# shellcheck shell=sh
# What images there are (images.txt), what each is called, and whether the one in the engine is the wanted one. Sourced by images.sh.

# rows are "name needs megabytes inputs…"
table() {
  sed '/^#/d; /^[[:space:]]*$/d' "${here:?}/images.txt"
}

all_images() {
  table | awk '{print $1}'
}

field() {
  table | awk -v name="$1" -v column="$2" '$1 == name { print $column }'
}

needs() {
  field "$1" 2 | tr ',' ' ' | sed 's/^-$//'
}

inputs() {
  table | awk -v name="$1" '$1 == name { for (i = 4; i <= NF; i++) print $i }'
}

tag() {
  case $1 in
    debian) printf 'debian:bookworm-slim' ;;
    node) printf 'node:24-bookworm-slim' ;;
    traefik) printf 'traefik:v3.7' ;;
    *) printf 'labstead/%s:%s' "$1" "${version:?}" ;;
  esac
}

is_base() {
  case $1 in debian | node | traefik) return 0 ;; *) return 1 ;; esac
}

# Documentation, tests and what other tools leave lying about never reach an image, so they don't count.
input_files() {
  inputs "$1" | while read -r _path; do
    find "$_path" \( -name node_modules -o -name dist -o -name __pycache__ -o -name '.*_cache' -o -name .venv -o -name coverage \
      -o -name test -o -name tests -o -name bench \) -prune \
      -o -type f ! -name '*.md' ! -name smoke.sh ! -name 'smoke_*' ! -name '*.test.*' ! -name 'requirements-test.*' ! -name '*.pyc' -print
  done | LC_ALL=C sort -u
}

# SHA-256 over the names, execute bits and contents of the inputs, and over what the image is built from.
source_hash() {
  {
    # A base is the same in every version of the product.
    if is_base "$1"; then printf '%s\n' "$1"; else printf '%s %s\n' "$1" "${version:?}"; fi
    for _base in $(needs "$1"); do (source_hash "$_base"); done
    input_files "$1" | while read -r _file; do if [ -x "$_file" ]; then printf 'x %s\n' "$_file"; fi; done
    input_files "$1" | tr '\n' '\0' | xargs -0 -r sha256sum
  } | sha256sum | cut -d ' ' -f 1
}

image_id() {
  docker image inspect --format '{{.Id}}' "$1" 2>/dev/null
}

image_label() {
  docker image inspect --format "{{with .Config.Labels}}{{index . \"$2\"}}{{end}}" "$1" 2>/dev/null
}

image_size() {
  docker image inspect --format '{{.Size}}' "$1" 2>/dev/null | awk '{ printf "%d MB", $1 / 1000000 }'
}

# An official base image (or one somebody else made under that name) has no label of ours, and is taken as it is.
is_present() {
  image_id "$(tag "$1")" >/dev/null || return 1
  _hash=$(image_label "$(tag "$1")" org.labstead.source-hash)
  if is_base "$1" && [ -z "$_hash" ]; then return 0; fi
  [ "$_hash" = "$(source_hash "$1")" ]
}
