import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../files/exists.ts';
import { filesError, systemCode } from '../files/files-error.ts';
import { fieldsOf, textOf } from './fields.ts';
import { fullId } from './ids.ts';

/** Whatever is kept lies in one of them. */
const kept = ['data', 'index', 'snapshots'] as const;

/**
 * Restic writes a key first, and then the file that makes a repository of it: killed in between, it never makes one there any
 * more. Such a key opens nothing, and goes, where nothing else was written and this very machine wrote it.
 */
export async function clearHalfMade(folder: string, hostname: string): Promise<void> {
  try {
    if (await exists(join(folder, 'config'))) return;
    for (const name of kept) if ((await filesIn(join(folder, name))).length > 0) return;
    const keys = (await filesIn(join(folder, 'keys'))).filter((name) => fullId.test(name));
    const paths = keys.map((name) => join(folder, 'keys', name));
    for (const path of paths) if ((await writtenOn(path)) !== hostname) return;
    for (const path of paths) await rm(path);
  } catch (error) {
    throw filesError('look into', folder, error);
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    return found.filter((it) => !it.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return [];
  }
}

/** The machine that a key says it was made on. */
const writtenOn = async (path: string): Promise<string | undefined> =>
  textOf(fieldsOf(await readFile(path, 'utf8')), 'hostname');
