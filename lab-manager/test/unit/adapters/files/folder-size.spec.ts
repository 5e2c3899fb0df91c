import { mkdir, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { folderSize } from '../../../../src/adapters/files/folder-size.ts';
import { refused } from '../../../support/refused.ts';
import { useTempFiles } from '../../../support/temp-files.ts';

const never = new AbortController().signal;

describe('adapters/files/folder-size', () => {
  const root = useTempFiles();

  it('counts what the files below a folder take on the disk, whatever its name', async () => {
    const folder = root.at('-a folder; with $(a name)\n');
    await mkdir(`${folder}/below`, { recursive: true });
    await writeFile(`${folder}/below/file`, Buffer.alloc(300_000, 1));
    expect(await folderSize(folder, never)).to.be.within(300_000, 400_000);
  });

  it('tells of no folder that there is none', async () => {
    expect(await folderSize(root.at('nowhere'), never)).to.equal(undefined);
  });

  it('ends when it is told to', async () => {
    await refused('files.failed', () => folderSize('/usr', AbortSignal.abort()));
  });
});
