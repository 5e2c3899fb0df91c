import { counted } from '../counted.ts';
import type { DumpDigest } from '../model/backup.ts';
import type { WrittenDatabase } from '../ports.ts';

/** What is remembered of a database that was written out, for the next time. */
export const writtenOf = ({ tables }: Pick<DumpDigest, 'tables'>, takenAt: number): WrittenDatabase => ({
  tables: tables.filter(({ rows }) => rows > 0).length,
  takenAt,
});

/**
 * A sentence where a database that held rows holds none: a server that finds an empty disk where its own was makes a database
 * anew there, its applications make their tables, and that can be written out as well as any.
 */
export function rowsGone(
  service: string,
  before: WrittenDatabase | undefined,
  { tables }: Pick<DumpDigest, 'tables'>,
): string | undefined {
  if (before === undefined || before.tables === 0) return undefined;
  if (tables.some(({ rows }) => rows > 0)) return undefined;
  const held = counted(before.tables, 'table');
  const day = new Date(before.takenAt).toISOString().slice(0, 10);
  return `The database ${service} held rows in ${held} when it was written out on ${day}, and holds none at all now. If it lies on a disk of its own, mount the right one, then restart the lab manager and ${service}; if what it held is gone for good, say so: labctl backup now --disks-are-right.`;
}
