import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../core/model/lab-error.ts';
import type { StorePaths } from './store-paths.ts';

/** Moves the damaged files aside as they are, for whoever may still read them. Answers where to. */
export function quarantine(paths: StorePaths): string {
  const aside = join(paths.quarantine, new Date().toISOString().replaceAll(':', '-'));
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(paths.database + suffix))
      renameSync(paths.database + suffix, join(aside, `lab.db${suffix}`));
  }
  return aside;
}

export const damagedError = (paths: StorePaths, aside: string, damage: string): LabError =>
  new LabError('store.corrupt', `The lab's state was damaged and is now in ${aside}: ${damage}`, {
    hint: wayOut(paths),
  });

export const missingError = (paths: StorePaths): LabError =>
  new LabError('store.corrupt', `${paths.database} is missing or empty, although this lab had one.`, {
    hint: wayOut(paths),
  });

function wayOut(paths: StorePaths): string {
  const copies = existsSync(paths.copies) ? readdirSync(paths.copies).sort() : [];
  const newest = copies.at(-1);
  const copy =
    newest === undefined
      ? `Put a backup of it back as ${paths.database}`
      : `Put a backup, or the copy ${join(paths.copies, newest)}, back as ${paths.database}`;
  return `${copy} and start the manager again; to begin with an empty state instead (accounts and history are lost), remove ${paths.expected}.`;
}
