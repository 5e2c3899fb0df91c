import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ReferenceGeneration } from '../../../core/model/reference.ts';
import { explained, filesError, systemCode } from '../files-error.ts';
import { holding } from '../held-folder.ts';
import { namesIn } from '../names-in.ts';
import { removeTree } from '../remove-tree.ts';
import { parsedJson } from '../../../core/json.ts';

const text = z.string().max(1000);
const written = z.object({
  about: z.object({ name: text, version: text, licence: text, origin: text }),
  bytes: z.number(),
  builtAt: z.number(),
});

/** What lies under `shared/biota`. A folder without a readable word on what it is counts as incomplete. */
export async function observeGenerations(folder: string): Promise<ReferenceGeneration[]> {
  const names = (await namesOf(folder)).filter((name) => !name.startsWith('.'));
  return Promise.all(names.map((name) => lookAt(join(folder, name), name)));
}

async function lookAt(path: string, id: string): Promise<ReferenceGeneration> {
  const parsed = written.safeParse(
    await readFile(join(path, 'generation.json'), 'utf8').then(parsedJson, () => undefined),
  );
  return parsed.success ? { id, ...parsed.data } : { id, about: undefined, bytes: 0, builtAt: 0 };
}

/** First it stops being complete: what is left by a crash in between is nothing that anybody would mount. */
export async function removeGeneration(folder: string, id: string): Promise<void> {
  const path = join(folder, id);
  try {
    await holding(path, ({ at }) => rm(at('generation.json'), { force: true })).catch((error: unknown) => {
      // Nothing, or what is no folder: who builds may lay a link there, and what that leads to is not its own.
      if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error))) throw error;
    });
    await removeTree(path);
  } catch (error) {
    throw filesError('remove', path, error);
  }
}

/** What lies among the downloads; one that goes away meanwhile has no size any more. */
export async function observeArchives(folder: string): Promise<{ name: string; bytes: number }[]> {
  const names = await namesOf(folder);
  return Promise.all(
    names.map(async (name) => ({
      name,
      bytes: await stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    })),
  );
}

const namesOf = (folder: string): Promise<string[]> => explained('look into', folder, () => namesIn(folder));
