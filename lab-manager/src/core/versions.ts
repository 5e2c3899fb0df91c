/** Of a product or a server: `0.10.2`, `10.11.14-MariaDB`. Undefined where it is none. */
function numbers(version: string): readonly number[] | undefined {
  const [text] = /^\d+(\.\d+)*/.exec(version) ?? [];
  return text?.split('.').map(Number);
}

/** Below 0: `one` is older; 0 also where one of them can't be told. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbers(one), numbers(other)];
  if (a === undefined || b === undefined) return 0;
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first two parts of a version, `10.11`: within them a server reads what any other wrote. */
export const seriesOf = (version: string): string => (numbers(version) ?? []).slice(0, 2).join('.');
