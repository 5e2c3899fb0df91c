import {
  destinations,
  reachability,
  type Cell,
  type Destination,
  type Source,
} from '../../src/core/desired/reachability.ts';

/** The table as people read it: a row per source, a column per destination; where only some ports are open, those. */
export function reachabilityText(): string {
  const [closed, open] = [reachability(), reachability(['prod', 'dev', 'codelab'])];
  const sources = [...new Set(closed.map(({ source }) => source))];
  const columns = Object.keys(destinations) as Destination[];
  const head = ['from \\ to', ...columns.map((name) => `${name} (${destinations[name].join(', ')})`)];
  const rows = sources.map((source) => [
    `**${source}**`,
    ...columns.map((destination) => word(source, destination, closed, open)),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function word(
  source: Source,
  destination: Destination,
  closed: readonly Cell[],
  open: readonly Cell[],
): string {
  const isOpen = (cells: readonly Cell[]) =>
    cells.some((cell) => cell.source === source && cell.destination === destination && cell.open);
  if (source === destination) return 'itself';
  if (isOpen(closed)) return 'yes';
  return isOpen(open) ? 'with `internet`' : '';
}
