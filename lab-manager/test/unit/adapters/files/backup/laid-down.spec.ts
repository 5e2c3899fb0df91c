import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { laidDown } from '../../../../../src/adapters/files/backup/laid-down.ts';

describe('adapters/files/backup/laid-down', () => {
  let state: string;
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'labstead-laid-down-'));
  });
  afterEach(() => rm(state, { recursive: true, force: true }));

  it('awaits what the installer left to be restored, until that was done', async () => {
    const lab = laidDown(state);
    expect(lab.awaited()).to.equal(undefined);
    await writeFile(join(state, 'restore.json'), '{"file":"a.labx.tar","after":"01"}\n');
    expect(lab.awaited()).to.deep.equal({ after: '01' });
    lab.settle();
    lab.settle();
    expect([lab.awaited(), await readdir(state)]).to.deep.equal([undefined, ['restored.json']]);
  });

  it('one that nobody can read is answered by no job', async () => {
    await writeFile(join(state, 'restore.json'), '{"fil');
    expect(String(laidDown(state).awaited()?.after) > '01ZZZZZZZZZZZZZZZZZZZZZZZZ').to.equal(true);
  });
});
