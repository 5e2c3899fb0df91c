#!/bin/sh
# Smoke test of labstead/front: both pages, what is cached, and what a browser is told to allow.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

get() {
  _port=$1
  _path=$2
  shift 2
  http front "$_port" "GET $_path HTTP/1.1" 'Host: lab.localhost' "$@"
}

body() {
  get "$@" | sed '1,/^$/d'
}

same() {
  [ "$1" = "$2" ] && [ -n "$1" ]
}

different() {
  [ "$1" != "$2" ]
}

starting() {
  check 'it starts' start front "$image"
  check 'it becomes healthy' await_health front 30
  check 'it runs as user 10003 with no capability, no way to one, and a root it cannot write' is_confined front 10003
  check 'health is asked without logging in' answers '^HTTP/1.1 200' get 8080 /healthz
}

pages() {
  console=$(body 8080 / | sha256sum)
  lab=$(body 8081 / | sha256sum)
  check '8080 answers with the console' answers '<div id="root">' get 8080 /
  check '8081 answers with the page of a data lab' answers '<div id="root">' get 8081 /
  check 'they are two pages' different "$console" "$lab"
  check 'an address inside the console is the console' same "$console" "$(body 8080 /jobs/01ABC | sha256sum)"
  check 'an address inside the data lab is its page' same "$lab" "$(body 8081 /resources/7 | sha256sum)"
  check 'nobody takes the page for a sign of health' answers '^HTTP/1.1 404' get 8080 /readyz
  check 'the console does not serve the other page' answers '^HTTP/1.1 404' get 8080 /lab.html
  check 'nor the other way round' answers '^HTTP/1.1 404' get 8081 /index.html
  check 'a page is never kept' answers '^Cache-Control: no-store$' get 8080 /
}

assets() {
  script=$(body 8080 / | sed -n 's/.*src="\(\/assets\/[^"]*\.js\)".*/\1/p' | head -n 1)
  check 'the console names its script' test -n "$script"
  check 'the script is JavaScript' answers '^Content-Type: application/javascript' get 8080 "$script"
  check 'and kept for ever' answers '^Cache-Control: public, max-age=31536000, immutable$' get 8080 "$script"
  check 'and compressed for who can read it' answers '^Content-Encoding: gzip$' get 8080 "$script" 'Accept-Encoding: gzip'
  check 'and plain for who cannot' silent_about '^Content-Encoding' get 8080 "$script"
  check 'an asset that is not there is not found' answers '^HTTP/1.1 404' get 8080 /assets/none.js
  check 'nothing outside the pages is served' silent_about 'root:' get 8080 /assets/../../../etc/passwd
}

protection() {
  for path in / "$script"; do
    for header in "Content-Security-Policy: default-src 'none'; script-src 'self';" 'X-Content-Type-Options: nosniff' 'Referrer-Policy: no-referrer' \
      'Cross-Origin-Opener-Policy: same-origin' 'Cross-Origin-Resource-Policy: same-origin' 'Permissions-Policy: '; do
      check "$path comes with ${header%%:*}" answers "^$header" get 8080 "$path"
    done
  done
  check 'the data lab comes with a policy too' answers "^Content-Security-Policy: default-src 'none'" get 8081 /
  check 'no page holds a script of its own, which the policy would block' silent_about '<script>|<script [^>]*[^/]>[^<]' body 8080 /
  check 'a page is not written to' answers '^HTTP/1.1 40[35]' http front 8080 'POST / HTTP/1.1' 'Host: lab.localhost' 'Content-Length: 0'
  check 'the version of nginx is not told' silent_about '^Server: nginx/' get 8080 /
}

begin front
starting
pages
assets
protection
check 'it stops in time' stops_in_time front
finish
