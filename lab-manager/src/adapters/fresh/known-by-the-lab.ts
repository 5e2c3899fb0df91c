import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryDamage } from '../../core/model/backup.ts';
import type { KnownRepository } from '../../core/ports.ts';
import { openStore } from '../store/open-store.ts';

/** It is read once, and nothing is ever written to it. */
const ballastBytes = 4096;

export interface KnownOf {
  /** The text that the lab had accepted last; undefined: none. */
  labFile: string | undefined;
  repositories: readonly KnownRepository[];
  /** Found in the repository of that name. */
  damage(name: string): readonly RepositoryDamage[];
}

/** Of a state that nobody can read. */
export const nothingKnown: KnownOf = { labFile: undefined, repositories: [], damage: () => [] };

/**
 * What the lab knew of itself and of its repositories when it wrote out this state of its own. `folder` is made for it, and taken away
 * again. Throws what reading `state` throws; of a state that this version can't open nothing is known.
 */
export async function knownByTheLab(state: Readable, folder: string): Promise<KnownOf> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await pipeline(state, createWriteStream(join(folder, 'lab.db'), { mode: 0o600 }));
    return knownIn(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function knownIn(directory: string): KnownOf {
  try {
    const store = openStore({ directory, ballastBytes });
    try {
      const repositories = store.backups.repositories();
      const damage = new Map(repositories.map(({ name }) => [name, store.backups.health(name).damage]));
      return {
        labFile: store.labFiles.latest()?.text,
        repositories,
        damage: (name) => damage.get(name) ?? [],
      };
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof LabError) return nothingKnown;
    throw error;
  }
}
