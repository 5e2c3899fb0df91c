import { expect } from 'chai';
import { exportFormat } from '../../../../src/core/backup/export-manifest.ts';
import type { ExportManifest } from '../../../../src/core/model/export.ts';
import type { Job } from '../../../../src/core/model/job.ts';
import type { ExportLimits } from '../../../../src/core/ports.ts';
import { importCheck } from '../../../../src/engine/backup/import-check.ts';
import { aSnapshotManifest } from '../../../support/builders/an-export.ts';

const GiB = 1024 ** 3;
const job: Job = {
  ...{
    id: '01',
    kind: 'import',
    title: 'Import',
    params: { target: 'lab', file: 'lab.tar' },
    state: 'running',
  },
  requestedBy: { actor: 'ada', via: 'cli', requestId: 'r' },
  ...{ createdAt: 1, startedAt: 1, endedAt: undefined, outcome: undefined, error: undefined },
  ...{ cancelRequested: false, steps: [] },
};

describe('engine/backup/import-check', () => {
  it('what all disks of the lab have room for together is room for what an export says it holds, each disk once', async () => {
    const taken: ExportLimits[] = [];
    const manifest: ExportManifest = {
      ...{ format: exportFormat, writtenAt: '2026-11-22T03:00:00Z', images: [], entries: [] },
      snapshot: aSnapshotManifest({ folders: [] }),
    };
    const check = importCheck({
      exports: {
        front: async () => ({ manifest, sealed: false }),
        check: async (_file, limits) => {
          taken.push(limits);
          return { manifest, rawBytes: 1 };
        },
      },
      files: {
        diskSpace: async (path) => {
          const isApart = ['/lab/environments/dev/workspace', '/lab/environments/prod/db'].includes(path);
          const [device, freeBytes, freeInodes] = isApart ? [2, 40 * GiB, 500] : [1, 2 * GiB, 30];
          return { device, freeBytes, freeInodes, totalBytes: 99 * GiB, usedBytes: 0 };
        },
      },
      passphrases: { of: () => undefined },
      home: '/lab',
    });
    await check(job, { progress: () => undefined, log: () => undefined }, new AbortController().signal);
    expect(taken).to.deep.equal([{ rawBytes: 42 * GiB, entries: 530 }]);
  });
});
