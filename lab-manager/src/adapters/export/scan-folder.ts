import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeGlob } from '../../core/glob.ts';
import { isAsideOfJob } from '../../core/desired/aside-names.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { LinkRoom, type LinkLimits } from '../../core/backup/link-room.ts';
import { outwardPaths, type Links } from '../../core/backup/links-within.ts';
import { allEnded, startChild } from './run-child.ts';

/** What of a folder can't lie in an archive that is safe to unpack. Names are of bytes, one character each (latin1). */
export interface FolderScan {
  /** Links that lead out of it: path → target. */
  outward: ReadonlyMap<string, string>;
  /** Neither files nor folders, links or sockets (which no archive takes): pipes, devices. */
  special: readonly string[];
  /** What jobs put aside at its top, of which no export takes anything: nothing in there was looked at. */
  asides: readonly string[];
}

/** A folder's types of entries come with its names, so that looking for these costs little even among a million files. */
const wanted = [
  ...['(', '-type', 'l', '-printf', 'l%P\\0%l\\0', ')'],
  ...['-o', '!', '(', '-type', 'f', '-o', '-type', 'd', '-o', '-type', 's', ')', '-printf', 's%P\\0\\0'],
];

/** Throws `export.failed`, also for more links than whoever reads the export takes. What vanishes meanwhile is not spoken of. */
export async function scanFolder(
  folder: string,
  limits: LinkLimits,
  signal: AbortSignal | undefined,
): Promise<FolderScan> {
  const asides = (await namesIn(folder)).filter(isAsideOfJob);
  // None of them, nearly always: a pattern of find is compared with every file.
  const pruned = asides.flatMap((name) => ['-path', escapeGlob(join(folder, name)), '-prune', '-o']);
  const find = startChild('find', [folder, '-mindepth', '1', ...pruned, '(', ...wanted, ')'], {
    stdin: 'ignore',
    stdout: 'pipe',
  });
  const links = new Map<string, string>();
  const special: string[] = [];
  signal?.addEventListener('abort', find.kill, { once: true });
  try {
    for await (const [found, target] of pairs(find.stdout ?? [])) {
      if (found.startsWith('l')) links.set(found.slice(1), target);
      else special.push(found.slice(1));
    }
    // 1: something went while it looked, or can't be looked into; tar, which reads the same, says which.
    await allEnded(
      [find],
      (said) => unreadable(folder, said),
      (_, status) => status <= 1,
    );
  } finally {
    signal?.removeEventListener('abort', find.kill);
    find.kill();
  }
  const outward = new Map(outwardPaths(links).map((path) => [path, links.get(path) ?? '']));
  assertRoom(folder, links, outward, limits);
  return { outward, special, asides };
}

/** Those that lead out lie in no archive. Names of bytes are at least as long as the same in characters. */
function assertRoom(folder: string, links: Links, outward: Links, limits: LinkLimits): void {
  const room = new LinkRoom(limits);
  for (const [path, target] of links)
    if (!outward.has(path) && !room.take(path, target)) throw tooManyLinks(folder, limits);
}

const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder, 'latin1').catch((error: unknown) => {
    throw unreadable(folder, error instanceof Error ? error.message : String(error));
  });

async function* pairs(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<[string, string]> {
  let rest = '';
  for await (const chunk of chunks) {
    const fields = (rest + chunk.toString('latin1')).split('\0');
    const whole = fields.length - 1 - ((fields.length - 1) % 2);
    for (let index = 0; index < whole; index += 2) yield [fields[index] ?? '', fields[index + 1] ?? ''];
    rest = fields.slice(whole).join('\0');
  }
}

const tooManyLinks = (folder: string, { links, text }: LinkLimits): LabError =>
  new LabError(
    'export.failed',
    `${folder} holds more symbolic links than a lab takes back from an export: at most ${links} in one folder, with ${text} bytes of names.`,
    {
      hint: 'Pack the folders that hold most of them into a tar of your own, or leave them out of the lab’s data, then export again. A backup to a repository keeps any number.',
    },
  );

const unreadable = (folder: string, said: string): LabError =>
  new LabError('export.failed', `${folder} can’t be read: ${said}.`, {
    hint: 'Look what is wrong with that folder, then export again.',
  });
