#!/bin/sh
# A machine that can't hold a lab is told so, with all its reasons at once and nothing changed.
set -eu
. "$(dirname -- "$0")/tap.sh"
needs_root
needs_engine
home=$work/home
http=$(free_port)
https=$(free_port)
# Every run here is a real one: it must stop at the checks.
install() { try "$@" "$root/install.sh" --home "$home" --http-port "$http" --https-port "$https"; }
refused() { # DESCRIPTION WORDS
  check "$1 stops the installer" [ "$status" = 1 ]
  check "... which says why" said_like "$2"
  check "... and has changed nothing" [ ! -e "$home/state" ]
}

listen 127.0.0.1 "$http"
install env
refused "a taken port" "port $http is taken by (node|MainThread) \(process $listener\)"
check "... and names the way out" said "--http-port"

listen ::1 "$https"
install env
refused "two taken ports" "port $https is taken by (node|MainThread) \(process $listener\)"
check "... told together" said "port $http is taken"

try "$root/install.sh" --dry-run --home "$home" --http-port "$http" --https-port "$(free_port)" --bind 127.0.0.2
check "a port taken on another address is free on this one" said "port $http is free"
try "$root/install.sh" --dry-run --home "$home" --http-port "$http" --https-port "$(free_port)" --bind 127.0.0.1
check "... and taken on the same" said "port $http is taken"

http=$(free_port)
https=$(free_port)
image=$(docker images -q debian:bookworm-slim)
if [ -n "$image" ]; then
  run=install-test-$$
  docker run -d --name "$run" --label org.labstead.test-run="$run" -p "127.0.0.1:$http:80" "$image" sleep 300 >/dev/null
  at_end "docker rm -f $run"
  install env
  refused "a port that a container publishes" "port $http is taken by the container $run"
  docker rm -f "$run" >/dev/null

  # As in the moment in which the engine starts the edge: it holds the port and lists nobody for it.
  lab=start$$
  docker create --name "$lab-edge" --label org.labstead.test-run="$run" -p "127.0.0.1:$http:80" "$image" sleep 300 >/dev/null
  at_end "docker rm -f $lab-edge"
  ln -s "$(command -v perl)" "$work/docker-proxy"
  # shellcheck disable=SC2016 # perl's own
  "$work/docker-proxy" -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => $ARGV[0]) or die; sleep 300' \
    "127.0.0.1:$http" &
  proxy=$!
  at_end "kill $proxy"
  until_listens "$proxy" 127.0.0.1 "$http"
  mkdir -p "$work/starting/state"
  printf '%s\n' "$lab" >"$work/starting/state/lab-id"
  dry() { try "$root/install.sh" --dry-run --home "$work/$1" --http-port "$http" --https-port "$https"; }
  dry starting
  check "the port of the lab's own edge, which the engine is starting, is the lab's" said "port $http is this lab's"
  mkdir -p "$work/another/state"
  printf 'another\n' >"$work/another/state/lab-id"
  dry another
  check "... and is taken for every other lab" said "port $http is taken by docker-proxy"
  kill "$proxy"
  http=$(free_port)
else
  skip "a port that a container publishes" "no image to run"
fi

mkdir "$work/small"
mount -t tmpfs -o size=64m none "$work/small"
at_end "umount $work/small"
home=$work/small/lab
install env
refused "a full disk" "0\.1 GB free for the data root \($home, on $work/small\); 2\.0 GB needed"

home=$work/home
with_memory() { # KB [PATH]: a /proc/meminfo that says so, seen by the installer only
  awk -v kb="$1" '$1 == "MemTotal:" { $2 = kb } { print }' /proc/meminfo >"$work/meminfo"
  # shellcheck disable=SC2016 # for the inner shell
  install env PATH="${2:-$PATH}" unshare --mount sh -c 'mount --bind "$0" /proc/meminfo && exec "$@"' "$work/meminfo"
}
with_memory 1048576
refused "too little memory" "1\.0 GB of memory; a lab needs 2 GB"
# These stop at the clock: what they say of the memory stops nobody.
mkdir "$work/bin"
printf '#!/bin/sh\nexec /usr/bin/env -i /bin/date -d 2019-02-03T04:05Z "$@"\n' >"$work/bin/date"
chmod +x "$work/bin/date"
memory_says() { # KB WORDS...
  with_memory "$1" "$work/bin:$PATH"
  memory_is="$(($1 / 1048576)) GB"
  shift
  for words in "$@"; do check "a machine of $memory_is is told: $words" said_like "$words"; done
}
memory_says 2097152 "2\.0 GB of memory: enough to try a lab; real work wants 4 GB or more" "labctl disable dev"
memory_says 4194304 "ok +4\.0 GB of memory; for work in production and development at once, 8 GB is better" \
  "what runs in development ends first"
memory_says 16777216 "ok +16\.0 GB of memory$"

install setarch "$(uname -m)" --uname-2.6
refused "an old kernel" "the kernel is 2\.6\.[0-9]+.*; a lab needs 5\.4 or newer"

if [ "$(uname -m)" = x86_64 ]; then
  install setarch i686
  refused "another kind of processor" "the processor is of the kind i686"
fi

install env PATH="$work/bin:$PATH"
refused "a clock years behind" "the clock shows 2019-02-03 04:05 UTC"

mkdir "$home"
echo mine >"$home/thesis.txt"
install env
refused "a data root that holds something else" "$home holds files that aren't a lab's"
check "... which stays as it was" grep -qx mine "$home/thesis.txt"
rm "$home/thesis.txt"

mkdir "$home/state"
printf 'LABSTEAD_VERSION=99.0.0\n' >"$home/state/compose.env"
install env
check "a lab of a newer version stops the installer" [ "$status" = 1 ]
check "... which says why" said "this lab is of version 99.0.0; this is the older"
rm -r "$home"

listen 127.0.0.1 "$http"
install setarch "$(uname -m)" --uname-2.6
check "several reasons are told in one run" [ "$(grep -c '^  STOP' "$work/out")" = 2 ]
done_testing
