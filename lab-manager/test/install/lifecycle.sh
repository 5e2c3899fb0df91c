#!/bin/sh
# A lab's life on a real engine: installed, installed again, interrupted, beside another, claimed, removed.
# Takes some minutes. The images stay; all else that it makes is gone afterwards.
set -eu
. "$(dirname -- "$0")/tap.sh"
needs_root
needs_engine
"$root/containers/images.sh" ensure >"$work/images" 2>&1 || { sed 's/^/# /' "$work/images"; echo "Bail out! no images"; exit 1; }

LABSTEAD_PREFIX=$work/prefix
export LABSTEAD_PREFIX
unset LABSTEAD_HOME LABSTEAD_REGISTRY LABSTEAD_BIND LABSTEAD_HTTP_PORT LABSTEAD_HTTPS_PORT
one=$work/one one_http=$(free_port) one_https=$(free_port)
two=$work/two two_http=$(free_port) two_https=$(free_port)
node=$work/prefix/lib/labstead/node

install_one() { try "$root/install.sh" --home "$one" "$@"; }
install_two() { try "$root/install.sh" --home "$two" "$@"; }
id_of() { cat "$1/state/lab-id" 2>/dev/null || echo none; }
of_lab() { docker "$@" --filter "label=org.labstead.lab=$lab"; }
remove_lab() { # HOME: whatever state it is in
  lab=$(id_of "$1")
  for _ in 1 2 3; do of_lab ps -aq | xargs -r docker rm -f; done
  of_lab network ls -q | xargs -r docker network rm
  docker rm -f "$lab-labctl-copy"
}
at_end "remove_lab $one; remove_lab $two"

# ask METHOD HTTPS-PORT HOME HOST PATH [JSON]: prints the status and the body.
ask() {
  "$node" - "$@" <<'ASK'
const [method, port, home, servername, path, body] = process.argv.slice(2);
const ca = require('node:fs').readFileSync(`${home}/edge/certs/ca.crt`);
const origin = `https://${servername}:${port}`;
const headers = { host: `${servername}:${port}`, origin, 'content-type': 'application/json' };
const request = require('node:https').request({ host: '127.0.0.1', port, servername, method, path, ca, headers }, (reply) => {
  console.log(reply.statusCode, reply.headers.location ?? '');
  reply.pipe(process.stdout);
});
request.on('error', (error) => console.log(error.code)).end(body);
ASK
}
answers() { ask GET "$1" "$2" lab.localhost /api/v1/lab | grep -qx '200 '; }
said_token() { sed -n 's/.*claim#token=\([0-9a-f]*\)$/\1/p' "$work/out"; }
image_names=$(awk '!/^#/ && $1 !~ /^(debian|node|traefik)$/ { print $1 }' "$root/containers/images.txt")
version=$(sed -n 's/^  "version": "\([^"]*\)".*/\1/p' "$root/package.json")
# All that a second run could change of its own: containers, its images (other tests make some beside it), networks, and the files it writes.
picture() {
  lab=$(id_of "$1")
  of_lab ps --no-trunc --format '{{.ID}} {{.Names}} {{.Image}}' | sort
  docker inspect --format '{{.Id}} {{.State.StartedAt}} {{.Image}}' "$lab-edge" "$lab-lab-manager"
  of_lab network ls --no-trunc -q | sort
  for image in $image_names; do docker image inspect --format "{{.Id}} $image" "labstead/$image:$version"; done
  stat -c '%n %i %a %Y.%y' "$1" "$1/lab.yaml" "$1/state/lab-id" "$1/state/setup-token" "$1/state/compose.env" \
    "$1/state/docker-compose.base.yml" "$1/state/install.sh" "$1/state/templates/lab.yaml" "$1/edge/certs/ca.crt" \
    "$work/prefix/bin/labctl" "$work/prefix/lib/labstead/node" "$work/prefix/lib/labstead/labctl.mjs"
}

all_healthy() {
  [ "$(of_lab ps --format '{{.Names}} {{.Status}}' | grep -c '(healthy)')" = "$(of_lab ps -aq | wc -l)" ]
}

# --- the first run
install_one --http-port "$one_http" --https-port "$one_https"
check "the first run ends well" [ "$status" = 0 ]
lab=$(id_of "$one")
check "it tells the address with a token of 128 bits" said_like "https://lab\.localhost:$one_https/claim#token=[0-9a-f]{32}$"
token=$(said_token)
check "... and shows the services coming up" said_like '^ +[0-9]+ s  [a-z-]+ +healthy'
check "... and the certificate's fingerprint" said "SHA-256 $(openssl x509 -in "$one/edge/certs/ca.crt" -noout -fingerprint -sha256 | cut -d= -f2)"
check "the token itself is kept nowhere" [ -z "$(grep -rls "$token" "$one" "$work/prefix")" ]
check "its hash is, for root only" [ "$(stat -c '%a %u' "$one/state/setup-token")" = '600 0' ]
check "... as SHA-256" grep -Fq "\"hash\":\"$(printf '%s' "$token" | sha256sum | cut -d' ' -f1)\"" "$one/state/setup-token"
check "the lab answers over https, with its own certificate" answers "$one_https" "$one"
check "compose started the edge and the manager, nothing else" \
  [ "$(of_lab ps --filter label=com.docker.compose.project --format '{{.Names}}' | sort | tr '\n' ' ')" = "$lab-edge $lab-lab-manager " ]
# The engine's own word comes seconds after the lab has asked.
tries=60
until all_healthy || [ "$tries" = 0 ]; do tries=$((tries - 1)) && sleep 1; done
check "what the manager started is healthy, too" all_healthy
check "it has both environments, and the editor" [ "$(of_lab ps --format '{{.Names}}' | grep -cE -- '-(prod-glab|dev-glab|dev-codelab)$')" = 3 ]
check "... and tells their addresses" said_like "^Production.* https://prod\.lab\.localhost:$one_https$"
check "... development's, too" said_like "^Development.* https://dev\.lab\.localhost:$one_https$"
check "... and the editor's" said_like "editor.* https://codelab\.lab\.localhost:$one_https$"
check "labctl runs" "$work/prefix/bin/labctl" --help
check "no container left over from copying it" [ -z "$(docker ps -aq --filter "name=$lab-labctl-copy")" ]

# --- the second run
picture "$one" >"$work/before"
install_one
check "a second run ends well, with the settings of the first" [ "$status" = 0 ]
picture "$one" >"$work/after"
check "... and changes nothing" diff "$work/before" "$work/after"
check "... and shows no token" [ -z "$(said_token)" ]
check "... but how to get a new one" said "--new-token"
install_one --domain other.example.org
check "a second domain is refused" [ "$status" = 1 ]
check "... by what the lab file says" said "says the domain is lab.localhost"
picture "$one" >"$work/after"
check "... and nothing was changed" diff "$work/before" "$work/after"

cp "$one/lab.yaml" "$work/lab.yaml"
printf 'surprise: true\n' >>"$one/lab.yaml"
install_one
check "a run with errors in lab.yaml fails" [ "$status" = 1 ]
check "... telling what is wrong" said "surprise"
check "... and what goes on" said "what ran before goes on"
check "... and the lab answers as before" answers "$one_https" "$one"
cp "$work/lab.yaml" "$one/lab.yaml"

install_one --new-token
check "a new token is made on demand" [ "$status" = 0 ]
check "... another one" [ "$(said_token)" != "$token" ]
token=$(said_token)
sed -i 's/"expires_at":"[^"]*"/"expires_at":"2020-01-01T00:00:00Z"/' "$one/state/setup-token"
install_one
check "a run after the token's end shows a new one" [ -n "$(said_token)" ]
token=$(said_token)

# --- another lab beside it, without development, interrupted on its way
mkdir "$two"
awk '/^  dev:/ { dev = 1 } dev && /enabled: true/ { sub("true", "false"); dev = 0 } { print }' "$root/templates/lab.yaml" >"$two/lab.yaml"
# The third of them right after the lab got its id, whenever that is on this machine.
got_id() { until [ -s "$two/state/lab-id" ] || ! kill -0 "$killed"; do sleep 0.2; done; }
for moment in 'sleep 1' 'sleep 3' got_id 'sleep 5'; do
  setsid "$root/install.sh" --home "$two" --http-port "$two_http" --https-port "$two_https" >"$work/killed" 2>&1 &
  killed=$!
  $moment
  kill -9 "-$killed" 2>/dev/null || true
  wait "$killed" 2>/dev/null || true
done
lab=$(id_of "$two")
install_two --http-port "$two_http" --https-port "$two_https"
check "a run after four that were killed ends well" [ "$status" = 0 ]
check "... without development, as its lab file said before" [ -z "$(of_lab ps -aq --filter label=org.labstead.environment=dev)" ]
check "... whose address it doesn't tell" [ -z "$(grep '^Development' "$work/out")" ]
check "... with the lab that the first of them began" [ "$(id_of "$two")" = "$lab" ]
check "... and nothing left over of them" [ -z "$(find "$two" -maxdepth 2 -name '*.new'; docker ps -aq --filter "name=$lab-labctl-copy")" ]
exec 8>"/var/lock/labstead-install$(printf '%s' "$two" | tr / -).lock"
flock 8
install_two
check "a run beside another on the same data root is refused" [ "$status" = 1 ]
check "... and told why" said "another install.sh is at work on $two"
exec 8>&-
check "two labs answer on one machine" answers "$two_https" "$two"
check "... the first as before" answers "$one_https" "$one"
check "labctl goes on asking the first" grep -Fqx "export LABSTEAD_DEFAULT_HOME=$one" "$work/prefix/bin/labctl"
asks_two() { LABSTEAD_HOME=$two "$work/prefix/bin/labctl" status --json 2>&1 | grep -q "$1"; }
check "... and the second where that is named" asks_two auth.required
install_two --http-port "$one_http"
check "a lab can't take the other's port" [ "$status" = 1 ]
check "... and is told whose it is" said "port $one_http is taken by the container $(id_of "$one")-edge"

# --- claimed
ask POST "$one_https" "$one" lab.localhost /api/v1/claim \
  "{\"token\":\"$token\",\"email\":\"ada@example.org\",\"name\":\"Ada\",\"password\":\"correct horse battery staple\"}" >"$work/out"
check "the token claims the lab" said_like '^201 '
printf 'correct horse battery staple' >"$work/password"
export XDG_CONFIG_HOME="$work/config"
check "labctl signs in to it" "$work/prefix/bin/labctl" login --email ada@example.org --password-file "$work/password"
check "... and asks it" "$work/prefix/bin/labctl" status
check "... but the second where that is named, where nobody signed in" asks_two auth.required
install_one
check "a run on a claimed lab ends well" [ "$status" = 0 ]
check "... and shows no token, but that it is claimed" said "It has been claimed"
install_one --new-token
check "a claimed lab takes no new token" [ "$status" = 1 ]

# --- removed
lab=$(id_of "$one")
try "$root/install.sh" --home "$one" --uninstall --dry-run
check "a dry run of the removal names what it would remove" said_like "^\+ docker rm -f .*$lab-edge"
check "... and removes nothing" answers "$one_https" "$one"
echo "mine" >"$one/environments/prod/data/kept.txt"
# From the copy in the data root: the clone may be gone by then.
try sh "$one/state/install.sh" --home "$one" --uninstall --keep-images
check "the removal ends well" [ "$status" = 0 ]
check "no container of the lab is left" [ -z "$(of_lab ps -aq)" ]
check "no network of the lab is left" [ -z "$(of_lab network ls -q)" ]
check "the data is" grep -qx mine "$one/environments/prod/data/kept.txt"
check "... and it says where" said "kept: $one"
check "the other lab still answers" answers "$two_https" "$two"
check "... and labctl asks it from now on" grep -Fqx "export LABSTEAD_DEFAULT_HOME=$two" "$work/prefix/bin/labctl"
install_one
check "installed again, it is the lab it was" said "It has been claimed"
check "... and answers" answers "$one_https" "$one"
try "$root/install.sh" --home "$two" --uninstall --keep-images --purge --purge
check "said twice, purge deletes the data root" [ ! -e "$two" ]
mkdir "$work/other"
echo thesis >"$work/other/thesis.txt"
try "$root/install.sh" --home "$work/other" --uninstall --purge --purge
check "but none that is not a lab's" [ "$status" = 1 ]
check "... which keeps its files" grep -qx thesis "$work/other/thesis.txt"
try "$root/install.sh" --home "$one" --uninstall --keep-images --purge --purge
check "labctl goes with the last lab that uses it" [ -z "$(find "$work/prefix" -type f)" ]
check "nothing of the lab is left" [ -z "$(of_lab ps -aq)$(of_lab network ls -q)" ]

# --- a lab that can't come up
mkdir -p "$two"
printf 'name: Broken\ndomain: lab.localhost\nenvironments: 7\n' >"$two/lab.yaml"
try env LABSTEAD_WAIT=20 "$root/install.sh" --home "$two" --http-port "$two_http" --https-port "$two_https"
check "a lab that doesn't answer in time fails the installation" [ "$status" = 1 ]
check "... with the end of the manager's log" said "the end of the log of lab-manager"
check "... and what to do" said "Try again:"
check "... and the lab file as the person wrote it" grep -qx 'environments: 7' "$two/lab.yaml"
try "$root/install.sh" --home "$two" --uninstall --keep-images --purge --purge
check "even so it can be removed whole" [ ! -e "$two" ]
done_testing
