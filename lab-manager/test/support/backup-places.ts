import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RepositoryAccess } from '../../src/core/ports/backups.ts';
import { rcloneProgram } from './backup-programs.ts';
import { freePort } from './free-port.ts';
import { serverProcess } from './server-process.ts';
import { sftpServer } from './sftp-server.ts';

export type Place = Pick<RepositoryAccess, 'location' | 'credentials' | 'ssh'> & {
  /** The folder of this machine that what is written there comes to lie in. */
  kept: string;
};

/** Somewhere that repositories can be made: a folder, or a real server that the tests started. */
export interface BackupPlaces {
  /** One where nothing is yet. */
  next(): Place;
  close(): Promise<void>;
}

export type PlaceKind = 'a folder' | 'an SFTP server' | 'an S3 server' | 'a REST server';

export const openPlaces: Readonly<Record<PlaceKind, () => Promise<BackupPlaces>>> = {
  'a folder': async () => {
    const home = await ownFolder();
    return {
      next: () => folderPlace(join(home, fresh())),
      close: () => rm(home, { recursive: true, force: true }),
    };
  },

  'an SFTP server': async () => {
    const home = await ownFolder();
    const server = await sftpServer(join(home, 'sftp'));
    const { user, port, folder, files } = server;
    return {
      next: () => {
        const path = join(folder, fresh());
        const location = { kind: 'sftp' as const, user, host: '127.0.0.1', port, path };
        return { location, credentials: {}, ssh: files, kept: path };
      },
      close: async () => {
        await server.close();
        await rm(home, { recursive: true, force: true });
      },
    };
  },

  'an S3 server': async () => {
    const credentials = {
      AWS_ACCESS_KEY_ID: fresh(),
      AWS_SECRET_ACCESS_KEY: randomBytes(16).toString('hex'),
    };
    const keys = `${credentials.AWS_ACCESS_KEY_ID},${credentials.AWS_SECRET_ACCESS_KEY}`;
    // What is put into its folder without it counts at once.
    const { port, folder, close } = await rclone('s3', ['--auth-key', keys, '--dir-cache-time', '1ms']);
    return {
      next: () => {
        const [bucket, prefix] = [fresh(), 'a b'];
        const endpoint = `http://127.0.0.1:${port}`;
        const location = { kind: 's3' as const, endpoint, bucket, prefix, region: undefined };
        return { location, credentials, ssh: undefined, kept: join(folder, bucket, prefix) };
      },
      close,
    };
  },

  'a REST server': async () => {
    const credentials = {
      RESTIC_REST_USERNAME: 'lab',
      RESTIC_REST_PASSWORD: randomBytes(16).toString('hex'),
    };
    const login = ['--user', credentials.RESTIC_REST_USERNAME, '--pass', credentials.RESTIC_REST_PASSWORD];
    const { port, folder, close } = await rclone('restic', login);
    return {
      next: () => {
        const name = fresh();
        const location = { kind: 'rest' as const, url: `http://127.0.0.1:${port}/${name}` };
        return { location, credentials, ssh: undefined, kept: join(folder, name) };
      },
      close,
    };
  },
};

export const folderPlace = (path: string): Place => ({
  location: { kind: 'folder', path },
  credentials: {},
  ssh: undefined,
  kept: path,
});

/** The port of the server that it lies on, and the same place behind another port of this machine. */
export function throughPort(place: Place): { server: number; behind(port: number): Place } {
  const { location } = place;
  switch (location.kind) {
    case 'folder':
      throw new Error('there is no server before a folder');
    case 'sftp':
      return {
        server: location.port ?? 22,
        behind: (port) => ({ ...place, location: { ...location, port } }),
      };
    case 's3':
      return {
        server: portOf(location.endpoint),
        behind: (port) => ({ ...place, location: { ...location, endpoint: `http://127.0.0.1:${port}` } }),
      };
    case 'rest':
      return {
        server: portOf(location.url),
        behind: (port) => {
          const url = `http://127.0.0.1:${port}${new URL(location.url).pathname}`;
          return { ...place, location: { ...location, url } };
        },
      };
  }
}

const portOf = (url: string): number => Number(new URL(url).port);

async function rclone(
  protocol: 's3' | 'restic',
  args: readonly string[],
): Promise<{ port: number; folder: string; close(): Promise<void> }> {
  const home = await ownFolder();
  const folder = join(home, 'served');
  await mkdir(folder);
  const port = await freePort();
  const config = ['--config', join(home, 'none.conf'), '--cache-dir', join(home, 'cache')];
  const server = await serverProcess(
    await rcloneProgram(),
    ['serve', protocol, '--addr', `127.0.0.1:${port}`, ...config, ...args, folder],
    port,
  );
  return {
    port,
    folder,
    close: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const fresh = (): string => `r${randomBytes(6).toString('hex')}`;

/** A server that runs as another user has to get into it. */
async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'labstead-places-'));
  await chmod(folder, 0o755);
  return folder;
}
