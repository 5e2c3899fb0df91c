import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { RoomForTheLab } from '../../../../src/engine/backup/room-for-the-lab.ts';
import { refused } from '../../../support/refused.ts';

const GiB = 1024 ** 3;
const path = '/lab/backups/repository';

describe('engine/backup/room-for-the-lab', () => {
  /** Of the disk that the lab lies on. */
  let freeBytes: number;
  let [labDevice, repositoryDevice]: [number, number] = [1, 1];
  /** The only folder of the lab on that disk. */
  let apart: string | undefined;
  let ended: AbortSignal | undefined;
  const never = new AbortController().signal;

  beforeEach(() => {
    [freeBytes, labDevice, repositoryDevice] = [9 * GiB, 1, 1];
    [apart, ended] = [undefined, undefined];
  });

  const room = new RoomForTheLab({
    repositories: {
      named: (name = 'local') => ({ name, location: { kind: 'folder', path }, copyOf: undefined }),
    },
    files: {
      diskSpace: async (of) => ({
        ...{ totalBytes: 100 * GiB, usedBytes: 0, freeInodes: 9, freeBytes },
        device: of === path || of === apart ? repositoryDevice : labDevice,
      }),
    },
    home: '/lab',
    everyMs: 1,
  });
  /** Goes on until it is ended, as reading a lab does. */
  const reads = (signal: AbortSignal) =>
    new Promise<never>((_, fail) => {
      ended = signal;
      const end = () => fail(new LabError('job.cancelled', 'Cancelled.'));
      signal.addEventListener('abort', end, { once: true });
    });

  it('nothing is begun where less is free than databases need', async () => {
    freeBytes = GiB - 1;
    await refused('backup.target_full', () => room.during('local', never, reads));
    expect(ended).to.equal(undefined);
  });

  it('what is under way ends as soon as less is free, and that is why', async () => {
    const reading = refused('backup.target_full', () => room.during('local', never, reads));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ended?.aborted).to.equal(false);
    freeBytes = GiB - 1;
    const { message } = await reading;
    expect(message).to.contain('the lab itself writes to').and.contain('local');
  });

  it('whoever calls it off has called it off, and what ends well has ended well', async () => {
    const person = new AbortController();
    const reading = refused('job.cancelled', () => room.during('local', person.signal, reads));
    await new Promise((resolve) => setTimeout(resolve, 10));
    person.abort();
    await reading;
    expect(await room.during('local', never, async () => 'read')).to.equal('read');
  });

  it('one on a disk of its own may be filled, and none on a disk on which anything of the lab lies', async () => {
    [freeBytes, repositoryDevice] = [0, 2];
    expect(await room.during('local', never, async () => 'read')).to.equal('read');
    for (const part of ['data', 'db', 'brick-db']) {
      apart = `/lab/environments/prod/${part}`;
      await refused('backup.target_full', () => room.during('local', never, reads));
    }
  });
});
