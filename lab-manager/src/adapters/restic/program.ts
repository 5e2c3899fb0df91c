import { spawn } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../core/model/lab-error.ts';
import { explained, systemCode } from '../files/files-error.ts';
import type { ChildFolders } from './environment.ts';
import { linesOf } from './lines.ts';
import { readVersion, type ResticVersion } from './version.ts';
import { wrappers } from './wrappers.ts';

export interface ResticProgramOptions {
  /** Name or path of the program. */
  program: string;
  folders: ChildFolders;
  /** The manager's own; a child gets little of it. */
  environment: NodeJS.ProcessEnv;
}

interface Found {
  /** What it is started under. */
  under: readonly string[];
  version: ResticVersion;
}

/** The program restic on this machine, and the folders that it works in. */
export class ResticProgram {
  readonly #options: ResticProgramOptions;
  #found: Promise<Found> | undefined;

  constructor({ program, folders, environment }: ResticProgramOptions) {
    this.#options = { program, folders, environment };
  }

  /** It can be started now. Throws `backup.engine_missing`, `files.failed`, `disk.low`. */
  async ready(): Promise<Found> {
    // Each time: whoever needs room may empty a cache while the manager runs.
    await this.#makeFolders();
    this.#found ??= this.#find().catch((error: unknown) => {
      // An image is replaced, a disk has room again: asked anew the next time.
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }

  async #makeFolders(): Promise<void> {
    const { cache, temporary } = this.#options.folders;
    await Promise.all([cache, temporary].map(makeFolder));
  }

  async #find(): Promise<Found> {
    const { folders, environment, program } = this.#options;
    for (const folder of [folders.cache, folders.temporary]) await removeLeftovers(folder);
    const path = environment['PATH'] ?? '';
    return { under: await wrappers(path), version: readVersion(await askVersion(program, path)) };
  }
}

export const notStarted = (cause: Error): LabError =>
  new LabError('backup.engine_missing', `The program restic could not be started: ${cause.message}.`, {
    hint: 'The lab manager’s image holds it: build or pull it anew (containers/images.sh ensure).',
    cause,
  });

const makeFolder = (folder: string): Promise<unknown> =>
  explained('make', folder, () => mkdir(folder, { recursive: true, mode: 0o700 }));

/** What children of a manager that died left: a look at a repository has a cache of its own each time. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await entriesOf(folder))
    if (/^(restic-(check-cache|temp)|ssh)-/.test(name))
      await rm(join(folder, name), { recursive: true, force: true });
}

/** Whoever needs room may have taken it away since. */
async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return [];
  }
}

async function askVersion(program: string, path: string): Promise<string> {
  const child = spawn(program, ['version'], { env: { PATH: path }, stdio: ['ignore', 'pipe', 'ignore'] });
  const started = new Promise<void>((settle, fail) => {
    child.once('error', (error) => fail(notStarted(error)));
    child.once('close', () => settle());
  });
  const lines: string[] = [];
  const read = async (): Promise<void> => {
    for await (const line of linesOf(child.stdout)) lines.push(line);
  };
  await Promise.all([started, read()]);
  return lines.join('\n');
}
