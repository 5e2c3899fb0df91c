/** Resolves once the check holds; fails when it doesn't within the time. */
export async function eventually(check: () => boolean, withinMs: number, everyMs = 20): Promise<void> {
  const until = performance.now() + withinMs;
  while (!check()) {
    if (performance.now() > until) throw new Error(`It did not come true within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
