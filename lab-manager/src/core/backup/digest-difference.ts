import { counted } from '../counted.ts';
import type { DumpDigest } from '../model/backup.ts';

/** What differs first, in words; undefined: nothing. */
export function digestDifference(said: DumpDigest, found: DumpDigest): string | undefined {
  for (const table of said.tables) {
    const other = found.tables.find(({ name }) => name === table.name);
    if (other === undefined) return `the table ${table.name} is not there`;
    if (other.rows !== table.rows)
      return `${table.name} has ${counted(other.rows, 'row')} instead of ${table.rows}`;
    if (other.sha256 !== table.sha256) return `rows of ${table.name} are others`;
  }
  const more = found.tables.find(({ name }) => !said.tables.some((table) => table.name === name));
  if (more !== undefined) return `there is a table ${more.name} which is not in the snapshot`;
  return said.sha256 === found.sha256 ? undefined : 'what is beside the tables’ rows is another';
}

export const sumRows = ({ tables }: DumpDigest): number => tables.reduce((sum, { rows }) => sum + rows, 0);
