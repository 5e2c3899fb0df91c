#!/bin/sh
# A dry run prints every command and changes nothing. UPDATE_GOLDEN=1 writes the expected output anew.
set -eu
. "$(dirname -- "$0")/tap.sh"
needs_engine
golden=$root/lab-manager/test/install/dry-run.golden
home=$work/home
http=$(free_port)
https=$(free_port)

# What differs between machines and runs; all else is held to the letter.
normalised() {
  sed -e "s#$work/home#HOME#g" -e "s#$root#REPO#g" -e "s#$http#HTTP#g; s#$https#HTTPS#g" \
    -e 's#^  ok        Linux .*#  ok        Linux KERNEL on MACHINE#' -e 's#[0-9.]* GB#N GB#g' \
    -e 's#\(N GB of memory\);.*#\1#; /^ *Where it runs out, /d' \
    -e 's#^\(  ok        N GB free for\).*#\1 A PLACE#' -e 's#\(LABSTEAD_MTU=\).*#\1MTU#' \
    -e 's#^\(engine: Docker\).*#\1 IS COMPLETE#' -e '/^images: /d; /^+ env DOCKER_BUILDKIT=1 /d' -e '/\.image (mode/{n;s#.*#    IMAGE#}' "$1" |
    # The data root and Docker's folder may lie on one disk or on two.
    uniq
}

try env LABSTEAD_PREFIX=/usr/local "$root/install.sh" --dry-run --home "$home" --http-port "$http" --https-port "$https" \
  --domain lab.example.org
check "a dry run ends well" [ "$status" = 0 ]
normalised "$work/out" >"$work/seen"
[ -z "${UPDATE_GOLDEN:-}" ] || cp "$work/seen" "$golden"
check "it prints what it would do" diff -u "$golden" "$work/seen"
check "it makes no data root" [ ! -e "$home" ]

# Where anybody may read it: the clone itself may lie in root's home.
chmod 755 "$work"
mkdir "$work/clone"
tar -C "$root" --exclude=node_modules --exclude=.git --exclude=reports -c . | tar -C "$work/clone" -x
try setpriv --reuid 65534 --regid 65534 --clear-groups "$work/clone/install.sh" --dry-run --home "$work/home" \
  --http-port "$http" --https-port "$https"
check "a dry run needs no root" [ "$status" = 0 ]
try setpriv --reuid 65534 --regid 65534 --clear-groups "$work/clone/install.sh" --home "$work/home"
check "a real run needs root" [ "$status" = 1 ]
check "... and says so" said "this needs root"

listen 127.0.0.1 "$http"
try "$root/install.sh" --dry-run --home "$home" --http-port "$http" --https-port "$https"
check "a dry run tells where a real one would stop" said "A real run would end here"
done_testing
