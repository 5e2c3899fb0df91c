/** As the kernel: a chain longer than this leads nowhere. */
const mostHops = 40;
/** So that links made to be followed for ever are not: some million links of a real folder stay far below. */
const mostSteps = 50_000_000;

/** A folder's symbolic links: path below it → target. */
export type Links = ReadonlyMap<string, string>;

/** What is looked at in all, counted down. */
export interface StepsLeft {
  steps: number;
}

export const allSteps = (): StepsLeft => ({ steps: mostSteps });

/**
 * Whether what a link leads to lies outside of the folder, by way of other links, too. `path` itself lies below none.
 * Undefined: that is too tangled to be told.
 */
export function leadsOut(links: Links, path: string, target: string, left: StepsLeft): boolean | undefined {
  // Prefixes of the place that has been reached: of real folders only, so that `..` is the one before.
  const at = prefixes(path).slice(0, -1);
  const ahead = [target];
  let hops = 0;
  while (ahead.length > 0) {
    const next = ahead.pop() ?? '';
    if (next.startsWith('/')) return true;
    const [name, rest] = firstOf(next);
    if (rest !== '') ahead.push(rest);
    left.steps -= 1 + name.length / 16;
    if (left.steps < 0) return undefined;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (at.pop() === undefined) return true;
      continue;
    }
    const last = at.at(-1);
    const reached = last === undefined ? name : `${last}/${name}`;
    const link = links.get(reached);
    if (link === undefined) at.push(reached);
    else if (++hops > mostHops) return false;
    else ahead.push(link);
  }
  return false;
}

/** Paths of the links that lead out; those that are too tangled to be followed count among them. */
export function outwardPaths(links: Links): string[] {
  const left = allSteps();
  return [...links].flatMap(([path, target]) =>
    leadsOut(links, path, target, left) === false ? [] : [path],
  );
}

function firstOf(path: string): [name: string, rest: string] {
  const slash = path.indexOf('/');
  if (slash === -1) return [path, ''];
  // An absolute rest would start anew at the root: `a//b` means `a/b`.
  return [path.slice(0, slash), path.slice(slash + 1).replace(/^\/+/, '')];
}

function prefixes(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
