import { mkdtemp, open, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packFile, packMembers } from '../../../../src/adapters/export/folder-archive.ts';
import { refused } from '../../../support/refused.ts';

describe('adapters/export/folder-archive', () => {
  let home: string;
  let full: FileHandle;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-export-'));
    await writeFile(join(home, 'a.txt'), 'hello');
    full = await open('/dev/full', 'a');
  });
  afterEach(async () => {
    await full.close();
    await rm(home, { recursive: true, force: true });
  });

  describe('where nothing more fits is told as a disk that is full,', () => {
    it('of a folder', async () => {
      const into = { descriptor: full.fd, path: '/dev/full' };
      const packing = packMembers([{ folder: home, name: '.' }], undefined, into, () => undefined);
      await refused('disk.low', () => packing.ended());
    });

    it('of a dump', async () => {
      const from = await open(join(home, 'a.txt'), 'r');
      const into = { descriptor: full.fd, path: '/dev/full' };
      const packing = packFile({ path: join(home, 'a.txt'), descriptor: from.fd, rawBytes: 5 }, into);
      await refused('disk.low', () => packing.ended());
      await from.close();
    });
  });
});
