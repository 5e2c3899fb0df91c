import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newerPackages } from './newer-packages.ts';
import { unpackedPackages } from './test-engine-cache.ts';

/** `shipped`: of the suite that the lab manager's image has it from; `newest`: what that will be one day. */
export type ResticName = 'shipped' | 'newest';
const suites: Readonly<Record<ResticName, string>> = { shipped: 'trixie', newest: 'sid' };

export const resticProgram = (name: ResticName): Promise<string> =>
  named('restic', async () =>
    join(await newerPackages(suites[name], 'restic', ['restic']), 'usr/bin/restic'),
  );

/** Serves S3, and the protocol of restic's REST server. */
export const rcloneProgram = (): Promise<string> =>
  named('rclone', async () => join(await newerPackages('sid', 'rclone', ['rclone']), 'usr/bin/rclone'));

/**
 * Unpacked, never installed: the package starts a server that the whole network reaches. Into that folder, since whom it
 * runs as need not reach what this user unpacked.
 */
export async function sshdProgram(root: string): Promise<Sshd> {
  return named('sshd', async () => {
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

async function named<T>(program: string, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    throw new Error(`missing prerequisite: ${program} (from Debian’s packages)`, { cause: error });
  }
}
