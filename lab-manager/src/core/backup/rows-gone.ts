import { counted } from '../counted.ts';
import type { DumpDigest } from '../model/backup.ts';
import type { WrittenDatabase } from '../ports.ts';
import { isKeptByTools } from './kept-by-tools.ts';

type Tables = Pick<DumpDigest, 'tables'>;

/** What is remembered of a database that was written out, for the next time. */
export const writtenOf = (digest: Tables, takenAt: number): WrittenDatabase => {
  const held = holding(digest);
  return { tables: held.length, held, takenAt };
};

/**
 * A sentence where a database held rows in tables of which none holds any now: a server that finds an empty disk where its own
 * was makes a database anew there, its applications make their tables, with a row or two of their tools, and that can be
 * written out as well as any.
 */
export function rowsGone(
  service: string,
  before: WrittenDatabase | undefined,
  digest: Tables,
): string | undefined {
  if (before === undefined) return undefined;
  const now = holding(digest);
  const tables = before.held === undefined ? lostAtMost(before.tables, now) : lost(before.held, now);
  if (tables === 0) return undefined;
  const day = new Date(before.takenAt).toISOString().slice(0, 10);
  return `The database ${service} held rows in ${counted(tables, 'table')} when it was written out on ${day}, and holds none in any of them now. If it lies on a disk of its own, mount the right one, then restart the lab manager and ${service}; if what it held is gone for good, say so: labctl backup now --disks-are-right.`;
}

const holding = ({ tables }: Tables): readonly string[] =>
  tables.filter(({ rows }) => rows > 0).map(({ name }) => name);

const isData = (name: string): boolean => !isKeptByTools(name);

/** Of glab's: it deletes none of them. */
const keptForGood = 'labstead.scenarios';
/** Nobody empties so many tables by the way. */
const many = 3;

/**
 * How many tables of data lost all their rows, if every one did. Where a row of a tool is left, those of one table or two may have
 * been deleted by whoever may: a queue is empty at night, somebody had tried something out.
 */
function lost(before: readonly string[], now: readonly string[]): number {
  const data = before.filter(isData);
  if (data.some((name) => now.includes(name))) return 0;
  const isLoss = now.length === 0 || data.length >= many || data.includes(keptForGood);
  return isLoss ? data.length : 0;
}

/** As an older version remembered it, by number alone: which of them are of tools nobody knows. */
const lostAtMost = (before: number, now: readonly string[]): number => (now.length === 0 ? before : 0);
