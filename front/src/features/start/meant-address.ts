/** The address that was meant, on the environment's own host; whatever the link said, never on another one. */
export function meantAddress(host: string, to: string | null, hash: string): string {
  const home = `${host}/`;
  if (to === null || !/^\/(?![/\\])/.test(to)) return home;
  let url: URL;
  try {
    url = new URL(to, host);
  } catch {
    return home;
  }
  if (url.origin !== new URL(host).origin) return home;
  // What stands behind # never reaches the gate: the browser carries it along.
  if (hash !== '') url.hash = hash;
  return url.href;
}
