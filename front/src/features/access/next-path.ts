/** Where to go after signing in: a path of this very host, whatever the link said. */
export function nextPath(next: string | null, origin: string): string {
  if (next === null || !next.startsWith('/')) return '/';
  // `//host`, `/\host` and control characters between are how a path becomes another site.
  let url: URL;
  try {
    url = new URL(next, origin);
  } catch {
    return '/';
  }
  if (url.origin !== origin || /^\/[/\\]/.test(url.pathname) || url.pathname.startsWith('/sign-in'))
    return '/';
  return url.pathname + url.search + url.hash;
}

/** Paths that the manager answers, not this page: they need a real page load. */
export function isServerPath(path: string): boolean {
  return /^\/(sso|api)(\/|\?|$)/.test(path);
}
