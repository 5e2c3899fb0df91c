import { expect } from 'chai';
import { onDataDisk } from '../../../../src/engine/backup/on-data-disk.ts';

describe('engine/backup/on-data-disk', () => {
  /** The data root is on one disk, what is asked about on another with the repository. */
  const isOn = (onBig: string): Promise<boolean> => {
    const diskOf = (path: string): string => ([onBig, '/mnt/big/lab'].includes(path) ? 'big' : 'first');
    const sameDisk = async (one: string, other: string) => diskOf(one) === diskOf(other);
    return onDataDisk({ sameDisk }, '/lab', { kind: 'folder', path: '/mnt/big/lab' });
  };

  for (const folder of ['/lab', '/lab/environments/prod/data', '/lab/environments/dev/brick-db'])
    it(`a repository on the disk that ${folder} lies on is lost with it`, async () => {
      expect(await isOn(folder)).to.equal(true);
    });

  it('a folder that can’t be looked at leaves the others to tell, and the data root is never left out', async () => {
    const place = { kind: 'folder', path: '/mnt/big/lab' } as const;
    const sameDisk = (broken: string, on: string) => async (one: string) => {
      if (one === broken) throw new Error('Stale file handle');
      return one === on;
    };
    const stale = '/lab/environments/dev/data';
    const isOnIt = (broken: string, on: string) =>
      onDataDisk({ sameDisk: sameDisk(broken, on) }, '/lab', place);
    expect(await isOnIt(stale, '/lab/environments/prod/db')).to.equal(true);
    expect(await isOnIt(stale, 'nowhere')).to.equal(false);
    expect(await isOnIt('/lab', 'nowhere').catch((error: Error) => error.message)).to.equal(
      'Stale file handle',
    );
  });

  it('one on a disk that nothing of the lab lies on is not, and neither is one on a server', async () => {
    expect(await isOn('/mnt/other')).to.equal(false);
    const server = { kind: 'sftp', user: 'lab', host: 'nas.example.org', port: 22, path: '/srv' } as const;
    const sameDisk = () => expect.fail('it is on no disk of this machine');
    expect(await onDataDisk({ sameDisk }, '/lab', server)).to.equal(false);
  });
});
