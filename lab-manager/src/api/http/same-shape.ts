/** Path of the first thing in `whole` that is not in `part`; undefined when nothing is missing. */
export function goneFrom(whole: unknown, part: unknown, path = ''): string | undefined {
  if (typeof whole !== 'object' || whole === null) return undefined;
  if (typeof part !== 'object' || part === null) return path;
  const kept = new Map<string, unknown>(Object.entries(part));
  for (const [key, value] of Object.entries(whole)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (value === undefined) continue;
    if (!kept.has(key)) return here;
    const deeper = goneFrom(value, kept.get(key), here);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}
