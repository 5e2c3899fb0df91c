/**
 * Where to go on a host after signing in there: a path of that very host, or undefined. A browser reads `//x`, `/\x`
 * and a path with a tab in it as another host, so the address is also put together as a browser would do it.
 */
export function returnPath(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 2000 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text))
    return undefined;
  const base = 'https://host.invalid';
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  const path = url.pathname + url.search + url.hash;
  return url.origin === base && !path.startsWith('//') ? path : undefined;
}
