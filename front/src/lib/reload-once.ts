const key = 'labstead.reloaded';
const quietMs = 15_000;

/** A reload that leads nowhere must not become a loop: at most one in a while. */
export function reloadOnce(): void {
  try {
    const last = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last < quietMs) return;
    sessionStorage.setItem(key, String(Date.now()));
  } catch {
    // Without storage there is no telling: better to stay on the page, whose error offers to try again.
    return;
  }
  location.reload();
}
