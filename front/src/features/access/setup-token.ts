let taken = '';

/**
 * The token comes in the fragment, which no server sees. It leaves the address bar at once, so that it stays
 * neither in the history nor in a screenshot; it is kept in memory only.
 */
export function takeSetupToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null && token !== '') {
    taken = token.trim();
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return taken;
}
