import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryDamage } from '../../core/model/backup.ts';
import { openStore } from '../store/open-store.ts';

/** It is read once, and nothing is ever written to it. */
const ballastBytes = 4096;

/**
 * What the lab knew of damage in a repository when it wrote out this state of its own. `folder` is made for it, and taken away
 * again. Throws what reading `state` throws; of a state that this version can't open nothing is known.
 */
export async function knownDamage(
  state: Readable,
  repository: string,
  folder: string,
): Promise<readonly RepositoryDamage[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await pipeline(state, createWriteStream(join(folder, 'lab.db'), { mode: 0o600 }));
    return damageIn(folder, repository);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function damageIn(directory: string, repository: string): readonly RepositoryDamage[] {
  try {
    const store = openStore({ directory, ballastBytes });
    try {
      return store.backups.health(repository).damage;
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof LabError) return [];
    throw error;
  }
}
