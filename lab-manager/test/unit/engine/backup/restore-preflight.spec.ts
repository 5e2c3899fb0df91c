import { expect } from 'chai';
import type { UnlikeDisk } from '../../../../src/core/backup/mounts-below.ts';
import { restoreParts } from '../../../../src/core/backup/restore-parts.ts';
import type { SnapshotFolder } from '../../../../src/core/model/backup.ts';
import type { DesiredService } from '../../../../src/core/model/desired-state.ts';
import type { Job } from '../../../../src/core/model/job.ts';
import {
  restorePreflight,
  type RestorePreflightOptions,
} from '../../../../src/engine/backup/restore-preflight.ts';
import { aManifest } from '../../../support/fake-backups.ts';
import { refused } from '../../../support/refused.ts';

const GiB = 1024 ** 3;
const { signal } = new AbortController();
const job: Job = {
  ...{
    id: '01',
    kind: 'restore',
    title: 'Restore prod',
    params: { target: 'prod', lacking: true },
    state: 'running',
  },
  ...{
    requestedBy: { actor: 'ada', via: 'cli', requestId: 'r' },
    createdAt: 1,
    startedAt: 1,
    endedAt: undefined,
  },
  ...{ outcome: undefined, error: undefined, cancelRequested: false, steps: [] },
};

describe('engine/backup/restore-preflight', () => {
  async function begin(
    folder: Partial<SnapshotFolder>,
    freeAt: (path: string) => number = () => 4 * GiB,
    {
      inUse,
      mountinfo,
      unlike = [],
      held = false,
      params = job.params,
    }: {
      inUse?: RestorePreflightOptions['inUse'];
      mountinfo?: string;
      unlike?: readonly UnlikeDisk[];
      /** With its database, on which its glab is asked. */
      held?: boolean;
      params?: Job['params'];
    } = {},
  ): Promise<void> {
    const folders = aManifest.folders.map((one) => ({ ...one, ...folder }));
    const manifest = { ...aManifest, folders, databases: held ? aManifest.databases : [] };
    const none = () => Promise.reject(new Error('nobody asks for it'));
    const preflight = restorePreflight({
      source: {
        manifest: async () => manifest,
        parts: () => restoreParts('/lab', manifest, 'prod'),
        ...{ sizeInside: none, folder: none, dump: none },
      },
      parts: {
        database: () => (held ? ({ name: 'prod-db' } as DesiredService) : expect.fail('it has no database')),
      },
      probed: () => (held ? ['prod'] : []),
      files: {
        diskSpace: async (path) => ({
          ...{ device: 1, freeBytes: freeAt(path), totalBytes: 9 * GiB, usedBytes: 5 * GiB },
          freeInodes: 1e6,
        }),
      },
      sources: { mountinfo: async () => mountinfo ?? '' },
      mountsInside: async () => unlike,
      home: '/lab',
      version: aManifest.lab.version,
      inUse,
      serverVersion: async () => undefined,
    });
    const report = { progress: () => undefined, log: () => undefined };
    await preflight({ ...job, params }, report, signal);
  }

  it('room is asked for on the disk of the part itself: one that is a mount is written within it', async () => {
    const isOnItsOwn = (path: string) => path === '/lab/environments/prod/data';
    await begin({ bytes: 20 * GiB }, (path) => (isOnItsOwn(path) ? 40 * GiB : 0));
    await refused('disk.low', () => begin({ bytes: 20 * GiB }, (path) => (isOnItsOwn(path) ? 0 : 40 * GiB)));
  });

  it('further names of one file need no room', async () => {
    await refused('disk.low', () => begin({ bytes: 20 * GiB }));
    await begin({ bytes: 20 * GiB, linkedBytes: 18 * GiB });
  });

  it('what would take the place of a folder with a disk below it is refused; what is only tried out takes none', async () => {
    const mountinfo = '1 0 8:17 / /lab/environments/prod/data/big rw - ext4 /dev/sdb rw';
    const inUse = { estimate: async () => ({ bytes: 0, notes: [] }) };
    await refused('backup.swap_failed', () => begin({}, undefined, { inUse, mountinfo }));
    await begin({}, undefined, { mountinfo });
  });

  it('so is what a service has another disk below than the manager; a disk of another environment is in nobody’s way', async () => {
    const inUse = { estimate: async () => ({ bytes: 0, notes: [] }) };
    const unlike = (at: string): readonly UnlikeDisk[] => [
      { at, words: 'Of prod’s data, prod-glab has another disk there.' },
    ];
    await refused('backup.swap_failed', () =>
      begin({}, undefined, { inUse, unlike: unlike('/lab/environments/prod/data/big') }),
    );
    await begin({}, undefined, { inUse, unlike: unlike('/lab/environments/dev/data') });
    await begin({}, undefined, { unlike: unlike('/lab/environments/prod/data/big') });
  });

  it('a copy of the database in use needs room, too, where one that can’t be made anew would be left', async () => {
    const inUse = { estimate: async () => ({ bytes: 3 * GiB, notes: [] }) };
    const lacking = { target: 'prod', lacking: true } as const;
    await refused('disk.low', () => begin({}, undefined, { inUse, held: true, params: lacking }));
    for (const params of [{ target: 'prod' }, { ...lacking, everyDatabase: true } as const])
      await begin({}, undefined, { inUse, held: true, params });
  });
});
