import { counted } from '../counted.ts';
import type { DumpDigest } from '../model/backup.ts';
import type { WrittenDatabase } from '../ports.ts';

/** What is remembered of a database that was written out, for the next time. */
export const writtenOf = ({ tables }: Pick<DumpDigest, 'tables'>, takenAt: number): WrittenDatabase => ({
  tables: tables.filter(({ rows }) => rows > 0).map(({ name }) => name),
  takenAt,
});

/**
 * A sentence where every table that held rows is gone: a server that finds an empty disk where its own was makes a database anew
 * there, which can be written out as well as any. Tables that are there and empty are somebody's doing.
 */
export function tablesGone(
  service: string,
  before: WrittenDatabase | undefined,
  { tables }: Pick<DumpDigest, 'tables'>,
): string | undefined {
  if (before === undefined || before.tables.length === 0) return undefined;
  const now = new Set(tables.map(({ name }) => name));
  if (before.tables.some((name) => now.has(name))) return undefined;
  const held = counted(before.tables.length, 'table');
  const day = new Date(before.takenAt).toISOString().slice(0, 10);
  return `The database ${service} held rows in ${held} when it was written out on ${day}, and no such table is there now. If it lies on a disk of its own, mount the right one, then restart the lab manager and ${service}; if what it held is gone for good, say so: labctl backup now --disks-are-right.`;
}
