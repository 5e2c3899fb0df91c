import { expect } from 'chai';
import { LabDisks } from '../../../../src/engine/backup/lab-disks.ts';
import { RoomForTheLab } from '../../../../src/engine/backup/room-for-the-lab.ts';
import { refused } from '../../../support/refused.ts';

const GiB = 1024 ** 3;

describe('engine/backup/room-for-the-lab', () => {
  const looked: string[] = [];
  const never = new AbortController().signal;
  /** A lab on one disk, with so much free. */
  const roomWith = (freeBytes: number) => {
    looked.length = 0;
    const files = {
      diskSpace: async (path: string) => {
        looked.push(path);
        return { totalBytes: 100 * GiB, usedBytes: 0, freeInodes: 9, freeBytes, device: 1 };
      },
    };
    return new RoomForTheLab({
      repositories: {
        named: (name = 'local') => ({
          name,
          location:
            name === 'local'
              ? { kind: 'folder', path: '/lab/backups/repository' }
              : { kind: 'rest', url: 'https://host/path/' },
          copyOf: undefined,
        }),
      },
      disks: new LabDisks({ files, home: '/lab' }),
      home: '/lab',
    });
  };

  it('a folder on a disk that the lab writes to takes nothing more once less is free than databases need', async () => {
    const { message } = await refused('backup.target_full', () =>
      roomWith(GiB - 1).during('local', never, async () => 'written'),
    );
    expect(message).to.contain('the lab itself writes to').and.contain('local');
    expect(await roomWith(GiB).during('local', never, async () => 'written')).to.equal('written');
  });

  it('for a repository elsewhere no disk is looked at', async () => {
    expect(await roomWith(0).during('away', never, async () => 'written')).to.equal('written');
    expect(looked).to.deep.equal([]);
  });
});
