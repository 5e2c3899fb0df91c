import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { RoomForTheLab } from '../../../../src/engine/backup/room-for-the-lab.ts';
import { refused } from '../../../support/refused.ts';

const GiB = 1024 ** 3;
const path = '/lab/backups/repository';

describe('engine/backup/room-for-the-lab', () => {
  /** Of the disk that the lab lies on. */
  let freeBytes: number;
  let repositoryDevice: number;
  let ended: AbortSignal | undefined;
  const never = new AbortController().signal;

  beforeEach(() => {
    [freeBytes, repositoryDevice, ended] = [9 * GiB, 1, undefined];
  });

  const room = new RoomForTheLab({
    repositories: {
      named: (name = 'local') => ({ name, location: { kind: 'folder', path }, copyOf: undefined }),
    },
    files: {
      diskSpace: async (of) => ({
        ...{ totalBytes: 100 * GiB, usedBytes: 0, freeInodes: 9, freeBytes },
        device: of === path ? repositoryDevice : 1,
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
    expect(message).to.contain('databases').and.contain('local');
  });

  it('whoever calls it off has called it off, and what ends well has ended well', async () => {
    const person = new AbortController();
    const reading = refused('job.cancelled', () => room.during('local', person.signal, reads));
    await new Promise((resolve) => setTimeout(resolve, 10));
    person.abort();
    await reading;
    expect(await room.during('local', never, async () => 'read')).to.equal('read');
  });

  it('one on a disk of its own may be filled', async () => {
    [freeBytes, repositoryDevice] = [0, 2];
    expect(await room.during('local', never, async () => 'read')).to.equal('read');
  });
});
