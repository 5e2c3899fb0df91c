import { join } from 'node:path';
import { printLocation } from '../../core/backup/location.ts';
import { provesCode, type OpenedBy } from '../../core/backup/proved-code.ts';
import { hasKeyOf, mayBeAnotherDisk, type FoundRepository } from '../../core/backup/repository-found.ts';
import type { BackupMemory } from '../../core/ports.ts';
import { openStore } from '../store/open-store.ts';

/** `now`: epoch milliseconds. */
type Opened = OpenedBy & { now: number };

/**
 * Has a lab that is being laid down in `folder` (with its `state/`) remember the repository that it was found in, as it was opened
 * there now. Where none of its keys is there it is another: what was found in the one before, and its recovery code, are not true
 * of it.
 */
export function rememberOpened(folder: string, found: FoundRepository, opened: Opened): void {
  const store = openStore({ directory: join(folder, 'state') });
  try {
    noteRepository(store.backups, found, opened);
    if (mayBeAnotherDisk(found)) store.backups.noteBroughtAlong(found.name, opened.now);
    noteCode(store.backups, found.name, opened);
  } finally {
    store.close();
  }
}

function noteRepository(backups: BackupMemory, found: FoundRepository, { key, keys, now }: Opened): void {
  const { name, isNamed, isKnown } = found;
  const location = printLocation(found.place);
  if (isKnown) {
    if (!isNamed) backups.noteMoved(name, location);
    return;
  }
  const before = backups.repository(name);
  if (before !== undefined) {
    if (hasKeyOf(keys, before)) backups.noteMoved(name, location);
    else backups.forget(name);
  }
  backups.noteMade({ name, location, key, madeAt: now });
}

function noteCode(backups: BackupMemory, name: string, opened: Opened): void {
  const known = backups.repository(name);
  if (known === undefined || !provesCode(known, opened)) return;
  if (known.newCode?.key !== opened.key) backups.noteNewCode(name, opened.key, opened.now);
  backups.confirmNewCode(name, opened.now);
}
