#!/bin/sh
# The browser in a network of its own, from which nothing but the lab's port can be reached.
# Chromium drops its connections whenever an address of the machine changes (net::ERR_NETWORK_CHANGED), and on a
# machine where tests start containers that is every few seconds. It also proves that no page needs the internet.
# Environment: BROWSER, LAB_PORT, LAB_SOCKET (where the relay outside listens), NODE, RELAY.
set -eu

if [ "${ALONE:-}" != yes ]; then
  ALONE=yes exec unshare --net -- "$0" "$@"
fi

ip link set lo up
# Any other interface with an address: with loopback alone a browser believes that it is offline.
ip link add here type veth peer name there
ip address add 192.0.2.1/30 dev here
# Without the address that IPv6 would give it a second later: that too would be a change.
for side in here there; do
  ip link set "$side" addrgenmode none
  ip link set "$side" up
done

# Playwright speaks over descriptors 3 and 4: held open by the relay, they would outlive the browser.
"$NODE" "$RELAY" </dev/null >/dev/null 2>&1 3>&- 4>&- &
exec "$BROWSER" "$@"
