import { basename } from 'node:path';
import { expect } from 'chai';
import { exportFormat } from '../../../../src/core/backup/export-manifest.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import type { Job } from '../../../../src/core/model/job.ts';
import type { ExportRequest } from '../../../../src/core/ports.ts';
import { Attempts } from '../../../../src/engine/backup/attempt.ts';
import { exportWork } from '../../../../src/engine/backup/export-work.ts';
import { LabDisks } from '../../../../src/engine/backup/lab-disks.ts';
import { Passphrases } from '../../../../src/engine/backup/passphrases.ts';
import { aSnapshotManifest } from '../../../support/builders/an-export.ts';
import { refused } from '../../../support/refused.ts';

const GiB = 1024 ** 3;
const home = '/lab';
const empty = { format: exportFormat, writtenAt: '2026-11-22T03:00:00Z', images: [], entries: [] };

describe('engine/backup/export-work', () => {
  const job: Job = {
    ...{ id: '01JOB', kind: 'export', title: 'Export the lab', params: { target: 'lab', file: 'lab.tar' } },
    ...{
      state: 'running',
      requestedBy: { actor: 'lab', via: 'lab', requestId: undefined },
      createdAt: 1,
      startedAt: 1,
      endedAt: undefined,
    },
    ...{ outcome: undefined, error: undefined, cancelRequested: false, steps: [] },
  };
  const never = new AbortController().signal;
  let freeBytes: number;
  let begun: ExportRequest[];
  /** By name: jobs that wrote exports that are there, whole. */
  let written: Readonly<Record<string, string>>;

  /** Of a lab so large that it never ends by itself; with every look less is free. */
  const exporting = () => {
    const attempts = new Attempts();
    attempts.begin(job.id, 1).manifest = aSnapshotManifest();
    const files = {
      diskSpace: async () => ({
        ...{ totalBytes: 100 * GiB, usedBytes: 0, freeInodes: 9, device: 1 },
        freeBytes: (freeBytes -= GiB / 32),
      }),
    };
    const write = (request: ExportRequest, _: unknown, signal?: AbortSignal) =>
      new Promise<never>((_done, fail) => {
        begun.push(request);
        const end = () => fail(new LabError('job.cancelled', 'Cancelled.'));
        signal?.addEventListener('abort', end, { once: true });
      });
    return exportWork({
      exports: {
        write,
        front: async (path) => {
          const by = written[basename(path)];
          if (by === undefined) throw new LabError('export.unknown', 'There is none.');
          const missing = path.includes('lacking') ? ['There is no folder for prod’s data.'] : [];
          return { manifest: { ...empty, snapshot: aSnapshotManifest({ job: by, missing }) }, sealed: true };
        },
        discard: () => Promise.resolve(),
      },
      disks: new LabDisks({ files, home, everyMs: 1 }),
      attempts,
      staging: { file: async (name) => `/staging/${name}` },
      passphrases: new Passphrases(),
      home,
      labFileText: () => '',
      services: () => [],
    });
  };
  const write = () => exporting().write(job, { progress: () => undefined, log: () => undefined }, never);

  beforeEach(() => ([begun, written] = [[], {}]));

  it('of which this job wrote a whole one before is done, and one of another job is none of it', async () => {
    freeBytes = GiB;
    written = { 'lab.tar': 'another' };
    expect(await exporting().isWritten(job)).to.equal(false);
    written = { 'lab.tar': job.id };
    expect(await exporting().isWritten(job)).to.equal(true);
    await write();
    expect(begun).to.deep.equal([]);
  });

  it('of which this job wrote one that lacks something is told as that, and not written once more', async () => {
    freeBytes = GiB;
    written = { 'lab-lacking.tar': job.id };
    expect(await exporting().isWritten(job)).to.equal(true);
    const { message } = await refused('backup.incomplete', write);
    expect(message).to.contain('lab-lacking.tar').and.contain('prod’s data');
    expect(begun).to.deep.equal([]);
  });

  it('is not begun where less is free than databases on that disk need', async () => {
    freeBytes = GiB;
    const { message } = await refused('disk.low', write);
    expect(message).to.contain('/lab/backups/exports').and.contain('the lab itself writes to');
    expect(begun).to.deep.equal([]);
  });

  it('ends as soon as it would take that, and says what to do', async () => {
    freeBytes = 2 * GiB;
    const { hint } = await refused('disk.low', write);
    expect(begun.map(({ target }) => target)).to.deep.equal(['/lab/backups/exports/lab.tar']);
    expect(hint).to.contain('/lab/backups/exports');
  });
});
