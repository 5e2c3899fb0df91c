import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What tests fetch once and keep: outside the repository, and safe to delete. */
export const cacheDirectory = (): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labstead-test');

/**
 * The unpacked files of Debian packages, fetched on first use. `aptOptions` point apt at private lists and another suite;
 * without them the machine's own are used. Nothing is installed.
 */
export async function unpackedPackages(
  name: string,
  packages: readonly string[],
  aptOptions: readonly string[] = [],
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const cache = cacheDirectory();
  const target = join(cache, name);
  await mkdir(cache, { recursive: true });
  if ((await readdir(cache)).includes(name)) return target;
  const work = await mkdtemp(join(cache, `${name}.`));
  try {
    await prepare();
    await run('apt-get', [...aptOptions, 'download', ...packages], { cwd: work });
    for (const file of (await readdir(work)).filter((entry) => entry.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(work, file), join(work, 'root')]);
    }
    // Complete or not there: another run may be looking.
    await rename(join(work, 'root'), target).catch(async (error: unknown) => {
      if (!(await readdir(cache)).includes(name)) throw error;
    });
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
