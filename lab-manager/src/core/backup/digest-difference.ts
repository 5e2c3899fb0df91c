import { counted } from '../counted.ts';
import type { DumpDigest } from '../model/backup.ts';

/** What differs, and whether it is of rows, or only of what is beside them. */
export interface DigestDifference {
  words: string;
  ofRows: boolean;
}

/** What differs first, of rows before all else; undefined: nothing. */
export function digestDifference(said: DumpDigest, found: DumpDigest): DigestDifference | undefined {
  const words = rowsDifference(said, found);
  if (words !== undefined) return { words, ofRows: true };
  return said.sha256 === found.sha256 ? undefined : { words: besideRows, ofRows: false };
}

const besideRows =
  'what is beside the tables’ rows is another (how a table, a view, a sequence, a trigger, a routine or an event is made, or an option of the database)';

function rowsDifference(said: DumpDigest, found: DumpDigest): string | undefined {
  for (const table of said.tables) {
    const other = found.tables.find(({ name }) => name === table.name);
    if (other === undefined) return `the table ${table.name} is not there`;
    if (other.rows !== table.rows)
      return `${table.name} has ${counted(other.rows, 'row')} instead of ${table.rows}`;
    if (other.sha256 !== table.sha256) return `rows of ${table.name} are others`;
  }
  const more = found.tables.find(({ name }) => !said.tables.some((table) => table.name === name));
  return more === undefined ? undefined : `there is a table ${more.name} which is not in the snapshot`;
}

export const sumRows = ({ tables }: DumpDigest): number => tables.reduce((sum, { rows }) => sum + rows, 0);
