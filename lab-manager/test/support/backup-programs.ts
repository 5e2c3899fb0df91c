import { execFile } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newerPackages } from './newer-packages.ts';
import { unpackedPackages } from './test-engine-cache.ts';

const run = promisify(execFile);
const packages = 'Debian’s packages';

/** `shipped`: of the suite that the lab manager's image has it from; `newest`: what that will be one day. */
export type ResticName = 'shipped' | 'newest';
const suites: Readonly<Record<ResticName, string>> = { shipped: 'trixie', newest: 'sid' };

export const resticProgram = (name: ResticName): Promise<string> =>
  named('restic', packages, async () =>
    join(await newerPackages(suites[name], 'restic', ['restic']), 'usr/bin/restic'),
  );

/** Serves S3, and the protocol of restic's REST server. Built where it isn't there yet, which takes a minute. */
export const rcloneProgram = (): Promise<string> =>
  named('rclone', 'its Go module', async () => {
    const build = fileURLToPath(new URL('../programs/rclone/build.sh', import.meta.url));
    return (await run('sh', [build])).stdout.trim();
  });

/**
 * Unpacked, never installed: the package starts a server that the whole network reaches. Into that folder, since whom it
 * runs as need not reach what this user unpacked.
 */
export async function sshdProgram(root: string): Promise<Sshd> {
  return named('sshd', packages, async () => {
    const unpacked = await unpackedPackages('openssh-server', ['openssh-server', 'libwrap0']);
    await cp(unpacked, root, { recursive: true, verbatimSymlinks: true });
    const found = (await readdir(root, { recursive: true })).map((it) => join(root, it));
    const part = (name: string) => found.find((it) => it.endsWith(`/openssh/${name}`));
    return {
      program: join(root, 'usr/sbin/sshd'),
      libraries: found.filter((it) => it.endsWith('-linux-gnu')).join(':'),
      settings: [
        ['SshdSessionPath', part('sshd-session')],
        ['SshdAuthPath', part('sshd-auth')],
      ].flatMap(([key, path]) => (path === undefined ? [] : [`${key} ${path}`])),
    };
  });
}

interface Sshd {
  program: string;
  /** Folders that it looks for libraries in. */
  libraries: string;
  /** Where the programs are that newer ones are made of. */
  settings: readonly string[];
}

async function named<T>(program: string, origin: string, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    throw new Error(`missing prerequisite: ${program} (from ${origin})`, { cause: error });
  }
}
