import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { useTempFiles } from '../../../../support/temp-files.ts';

describe('adapters/files/reference/generations', () => {
  const root = useTempFiles();
  const biota = (...parts: string[]) => root.at('shared', 'biota', ...parts);

  beforeEach(async () => {
    await mkdir(biota('one', 'tables'), { recursive: true });
    await writeFile(biota('one', 'generation.json'), '{}');
  });

  it('removes a generation, twice as well as once', async () => {
    for (let times = 0; times < 2; times += 1) await root.files.removeGeneration('one');
    expect(await readdir(biota())).to.deep.equal([]);
  });

  it('takes away a link in the place of a generation, and nothing of what it leads to', async () => {
    await symlink(biota('one'), biota('two'));
    await root.files.removeGeneration('two');
    expect(await readdir(biota())).to.deep.equal(['one']);
    expect(await readdir(biota('one'))).to.deep.equal(['generation.json', 'tables']);
  });
});
