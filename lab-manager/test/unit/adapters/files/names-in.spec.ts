import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemCode } from '../../../../src/adapters/files/files-error.ts';
import { namesIn } from '../../../../src/adapters/files/names-in.ts';

describe('adapters/files/names-in', () => {
  let folder: string;

  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'labstead-names-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('tells all that lies in a folder, sorted, and nothing of one that is not there', async () => {
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'c'), '');
    await writeFile(join(folder, '.a'), '');
    expect(await namesIn(folder)).to.deep.equal(['.a', 'b', 'c']);
    expect(await namesIn(join(folder, 'none'))).to.deep.equal([]);
  });

  it('what is no folder is not taken for an empty one', async () => {
    await writeFile(join(folder, 'file'), '');
    const error = await namesIn(join(folder, 'file')).catch((error: unknown) => error);
    expect(systemCode(error)).to.equal('ENOTDIR');
  });
});
