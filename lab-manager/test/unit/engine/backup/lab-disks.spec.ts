import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { LabDisks } from '../../../../src/engine/backup/lab-disks.ts';
import { refused } from '../../../support/refused.ts';

const path = '/lab/backups/exports';
const enough = 9;

describe('engine/backup/lab-disks', () => {
  /** On the disk that is written to. */
  let freeBytes: number;
  let [labDevice, writtenDevice]: [number, number] = [1, 1];
  /** The only folder of the lab on that disk. */
  let apart: string | undefined;
  let ended: AbortSignal | undefined;
  const never = new AbortController().signal;

  beforeEach(() => {
    [freeBytes, labDevice, writtenDevice] = [enough, 1, 1];
    [apart, ended] = [undefined, undefined];
  });

  const disks = new LabDisks({
    files: {
      diskSpace: async (of) => ({
        ...{ totalBytes: 100, usedBytes: 0, freeInodes: 9, freeBytes },
        device: of === path || of === apart ? writtenDevice : labDevice,
      }),
    },
    home: '/lab',
    everyMs: 1,
  });
  const place = {
    path,
    refusal: (room: { freeBytes: number; totalBytes: number }) =>
      room.freeBytes < enough
        ? new LabError('disk.low', `${room.freeBytes} free.`, { hint: '-' })
        : undefined,
  };
  /** Goes on until it is ended, as reading a lab does. */
  const reads = (signal: AbortSignal) =>
    new Promise<never>((_, fail) => {
      ended = signal;
      const end = () => fail(new LabError('job.cancelled', 'Cancelled.'));
      signal.addEventListener('abort', end, { once: true });
    });
  const moment = () => new Promise((resolve) => setTimeout(resolve, 10));

  it('nothing is begun where there is too little room', async () => {
    freeBytes = enough - 1;
    await refused('disk.low', () => disks.during(place, never, reads));
    expect(ended).to.equal(undefined);
  });

  it('what is under way ends as soon as there is, and that is why', async () => {
    const reading = refused('disk.low', () => disks.during(place, never, reads));
    await moment();
    expect(ended?.aborted).to.equal(false);
    freeBytes = enough - 1;
    expect((await reading).message).to.equal('8 free.');
  });

  it('whoever calls it off has called it off, and what ends well has ended well', async () => {
    const person = new AbortController();
    const reading = refused('job.cancelled', () => disks.during(place, person.signal, reads));
    await moment();
    person.abort();
    await reading;
    expect(await disks.during(place, never, async () => 'read')).to.equal('read');
  });

  it('a disk of its own may be filled, and none on which anything of the lab lies', async () => {
    [freeBytes, writtenDevice] = [0, 2];
    expect(await disks.during(place, never, async () => 'read')).to.equal('read');
    for (const part of ['data', 'db', 'brick-db']) {
      apart = `/lab/environments/prod/${part}`;
      await refused('disk.low', () => disks.during(place, never, reads));
    }
  });

  it('whatever of the lab lies on a disk is on it, what can’t be looked at tells nothing, and the data root is never left out', async () => {
    const isShared = (onDisk: string, broken?: string) =>
      new LabDisks({
        files: {
          diskSpace: async (of) => {
            if (of === broken) throw new Error('Stale file handle');
            const device = [onDisk, '/mnt/big/lab'].includes(of) ? 2 : 1;
            return { totalBytes: 100, usedBytes: 0, freeInodes: 9, freeBytes: 9, device };
          },
        },
        home: '/lab',
      }).isShared('/mnt/big/lab');
    for (const folder of ['/lab', '/lab/environments/prod/data', '/lab/environments/dev/brick-db'])
      expect(await isShared(folder), folder).to.equal(true);
    expect(await isShared('/mnt/other')).to.equal(false);
    const stale = '/lab/environments/dev/data';
    expect(await isShared('/lab/environments/prod/db', stale)).to.equal(true);
    expect(await isShared('/mnt/other', stale)).to.equal(false);
    const error = await isShared('/mnt/other', '/lab').catch((it: Error) => it.message);
    expect(error).to.equal('Stale file handle');
  });
});
