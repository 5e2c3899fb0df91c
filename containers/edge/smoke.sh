#!/bin/sh
# Smoke test of labstead/edge: routes, refusals and logs, with a backend that answers with the request it was sent.
# shellcheck disable=SC2317 # functions are called through `check`
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=../lib/smoke.sh
. "$here/lib/smoke.sh"

# The edge's image has Perl's core, as every Debian has.
start_backend() {
  # shellcheck disable=SC2016 # Perl's variables
  start backend --user 10001:10001 --network "$run_id" --network-alias backend --entrypoint perl "$image" -MIO::Socket::INET -e '
    $server = IO::Socket::INET->new(LocalPort => 8000, Listen => 20, ReuseAddr => 1) or die;
    while ($client = $server->accept) {
      $request = "";
      while (<$client>) { last if /^\r?$/; $request .= $_ }
      print $client "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " . length($request) . "\r\n\r\n$request";
      close $client;
    }'
}

# route FILE HOST: written beside and renamed, as the manager does it.
route() {
  cat >"$scratch/dynamic/$1.tmp" <<JSON
{"http": {
  "routers": {
    "$1": {"rule": "Host(\`$2\`)", "entryPoints": ["websecure"], "service": "$1"},
    "$1-http": {"rule": "Host(\`$2\`)", "entryPoints": ["web"], "middlewares": ["$1-https"], "service": "noop@internal"}
  },
  "middlewares": {"$1-https": {"redirectScheme": {"scheme": "https", "port": "8443"}}},
  "services": {"$1": {"loadBalancer": {"servers": [{"url": "http://backend:8000"}]}}}
}}
JSON
  mv "$scratch/dynamic/$1.tmp" "$scratch/dynamic/$1.yaml"
}

# https HOST PATH [HEADER…]
https() {
  _host=$1
  _path=$2
  shift 2
  # shellcheck disable=SC2016 # expands inside
  in_container edge timeout 10 bash -c 'host=$1 path=$2; shift 2
    printf "%s\r\n" "GET $path HTTP/1.1" "Host: $host" "Connection: close" "$@" "" \
      | openssl s_client -quiet -no_ign_eof -ign_eof -connect 127.0.0.1:443 -servername "$host" 2>/dev/null' https "$_host" "$_path" "$@" | tr -d '\r'
}

# soon SECONDS COMMAND…
soon() {
  _tries=$(($1 * 2))
  shift
  while [ "$_tries" -gt 0 ]; do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.5
    _tries=$((_tries - 1))
  done
  "$@"
}

big_header() {
  # shellcheck disable=SC2016
  in_container edge timeout 10 bash -c '{ printf "GET / HTTP/1.1\r\nHost: lab.localhost\r\nConnection: close\r\nX-Big: "; head -c 90000 /dev/zero | tr "\0" a; printf "\r\n\r\n"; } \
    | openssl s_client -quiet -ign_eof -connect 127.0.0.1:443 2>/dev/null'
}

starting() {
  mkdir "$scratch/dynamic"
  docker network create --label "org.labstead.test-run=$run_id" "$run_id" >/dev/null
  start_backend
  route console lab.localhost
  chmod -R a+rX "$scratch/dynamic"
  check 'it starts' start edge --network "$run_id" --volume "$scratch/dynamic:/etc/labstead/dynamic:ro" "$image"
  check 'it becomes healthy' await_health edge 30
  check 'it is Traefik 3.7.10 or newer of that series' answers '^Version: +3\.7\.[1-9][0-9]' docker run --rm --label "org.labstead.test-run=$run_id" "$image" version
  check 'it runs as user 10004 with no capability, no way to one, and a root it cannot write' is_confined edge 10004
}

routing() {
  check 'https reaches the service of its host' soon 10 answers '^GET /path HTTP/1.1$' https lab.localhost /path
  check 'a host nobody knows is not found' answers '^HTTP/1.1 404' https other.localhost /
  check 'http is sent to https on the published port' answers '^Location: https://lab.localhost:8443/a$' http edge 80 'GET /a HTTP/1.1' 'Host: lab.localhost'
  check 'HTTP/2 is spoken' answers 'ALPN protocol: h2' in_container edge sh -c 'openssl s_client -alpn h2 -connect 127.0.0.1:443 </dev/null'
  check 'TLS 1.1 is refused' answers 'no protocols|alert protocol version|Cipher is \(NONE\)' in_container edge sh -c 'openssl s_client -tls1_1 -connect 127.0.0.1:443 </dev/null'
}

refusals() {
  check 'the test sees a header that passes' answers '^X-Lab-User: me' https lab.localhost / 'X-Lab-User: me'
  check 'a header with an underscore does not pass' silent_about 'X_Lab' https lab.localhost / 'X_Lab_User: me'
  check 'nobody is believed about where a request comes from' silent_about '203\.0\.113\.9' https lab.localhost / 'X-Forwarded-For: 203.0.113.9' 'X-Real-Ip: 203.0.113.9'
  for code in 2F 5C 00; do
    check "%$code in a path is refused" answers '^HTTP/1.1 400' https lab.localhost "/a%${code}b"
  done
  for code in 3B 25 3F 23; do
    check "%$code in a path passes as it is" answers "^GET /a%${code}b HTTP" https lab.localhost "/a%${code}b"
  done
  check 'dots that are encoded twice are resolved nowhere' answers '^GET /a/%252e%252e/b HTTP' https lab.localhost '/a/%252e%252e/b'
  check 'dots in a path are resolved before routing' answers '^GET /b HTTP' https lab.localhost '/a/../b'
  check 'headers of more than 64 kB are refused' answers '^HTTP/1.1 431' big_header
  check 'there is no dashboard and no API' answers '^HTTP/1.1 404' http edge 80 'GET /api/rawdata HTTP/1.1' 'Host: localhost'
  check 'nothing listens but 80, 443 and the health check on loopback' answers '^127.0.0.1:8082 :::443 :::80 $' listening
}

# From the kernel's table, with nothing but the shell: state 0A is listening. Docker's own resolver has a port on 127.0.0.11.
listening() {
  in_container edge cat /proc/net/tcp /proc/net/tcp6 | awk '$4 == "0A" { print $2 }' | sed -n \
    's/^0100007F:\(.*\)/127.0.0.1 \1/p; s/^00000000:\(.*\)/0.0.0.0 \1/p; s/^0\{32\}:\(.*\)/:: \1/p' \
    | while read -r _address _hex; do printf '%s:%d\n' "$_address" "0x$_hex"; done | LC_ALL=C sort | tr '\n' ' '
}

changes() {
  route second second.localhost
  check 'a new route counts without a restart' soon 15 answers '^GET /x HTTP' https second.localhost /x
  printf '{"http": {broken\n' >"$scratch/dynamic/broken.yaml"
  check 'a file that is not valid is complained about' soon 15 logs_say edge 'broken.yaml'
  check 'and takes no route away' answers '^GET /y HTTP' https lab.localhost /y
  rm "$scratch/dynamic/broken.yaml"
}

logs() {
  https lab.localhost '/secret-free?code=one-time-code' 'Cookie: session=cookie-value' 'Authorization: Basic dXNlcjpwYXNz' >/dev/null
  check 'a request is logged as JSON' soon 5 logs_say edge '"RequestPath":"/secret-free"'
  check 'without query, cookie or authorization' silent_about 'one-time-code|cookie-value|dXNlcjpwYXNz|ClientUsername' docker logs "$(container edge)"
  check 'health checks are not logged' silent_about 'ping@internal' docker logs "$(container edge)"
  check 'nobody is told about this lab' logs_say edge 'Stats collection is disabled'
}

begin edge
starting
routing
refusals
changes
logs
check 'it stops in time' stops_in_time edge
finish
