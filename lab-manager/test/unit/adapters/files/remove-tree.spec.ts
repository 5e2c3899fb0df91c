import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { removeTree } from '../../../../src/adapters/files/remove-tree.ts';
import { childProgram } from '../../../support/child-program.ts';
import { privateMounts } from '../../../support/private-mounts.ts';

describe('adapters/files/remove-tree', function () {
  this.timeout(30_000);
  let home = '';
  const at = (...parts: string[]) => join(home, ...parts);
  const fill = async (folder: string, files: number): Promise<void> => {
    await mkdir(folder, { recursive: true });
    for (let file = 0; file < files; file += 1) await writeFile(join(folder, String(file)), '');
  };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-remove-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('removes all that is in it, whatever its names, and nothing beside it', async () => {
    const odd = '-rf; $(a name)\n*';
    await fill(at(odd, 'below', 'below'), 3);
    await fill(at('beside'), 1);
    await removeTree(at(odd));
    expect(await readdir(home)).to.deep.equal(['beside']);
  });

  it('has nothing to do where nothing is', async () => {
    await removeTree(at('nowhere'));
    await removeTree(at('nowhere', 'below'));
  });

  it('takes away a link, at the top as well as below, and never what it leads to', async () => {
    await fill(at('prod'), 2);
    await fill(at('dev'), 1);
    await symlink(at('prod'), at('dev', 'link'));
    await symlink(at('prod'), at('link'));
    await removeTree(at('dev'));
    await removeTree(at('link'));
    expect(await readdir(home)).to.deep.equal(['prod']);
    expect(await readdir(at('prod'))).to.have.length(2);
  });

  it('removes what has no name in letters, and what lies deeper than a path is long', async () => {
    await mkdir(at('dev'));
    await writeFile(Buffer.concat([Buffer.from(at('dev') + '/'), Buffer.from([0xe9, 0xff])]), '');
    const half = Array.from({ length: 400 }, () => 'folders');
    await fill(at('half', ...half), 1);
    await mkdir(at('dev', ...half), { recursive: true });
    await rename(at('half'), at('dev', ...half, 'half'));
    await removeTree(at('dev'));
    expect(await readdir(home)).to.deep.equal([]);
  });

  it('leaves what is mounted below, be it a folder of the same disk, and says so', async () => {
    await mkdir(at('dev', 'below', 'share'), { recursive: true });
    await fill(at('share'), 2);
    const program = childProgram(join(import.meta.dirname, 'remove-tree.child.ts'));
    try {
      const under = privateMounts(['--bind', at('share'), at('dev', 'below', 'share')]);
      const child = program.start([at('dev')], {}, under);
      const { errors } = await child.ended;
      const busy = `EBUSY: resource busy or locked, rmdir '${at('dev', 'below', 'share')}'`;
      expect(child.lines, errors).to.deep.equal([busy]);
    } finally {
      program.remove();
    }
    expect(await readdir(at('share'))).to.have.length(2);
  });
});
