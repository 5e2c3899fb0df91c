import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { swapOnce } from '../../../support/swap-once.ts';
import { useTempFiles } from '../../../support/temp-files.ts';

describe('adapters/files/aside', () => {
  const root = useTempFiles();
  const dev = (...parts: string[]) => root.at('environments', 'dev', ...parts);
  const aside = () => dev('.reset-1', 'data');

  beforeEach(async () => {
    await mkdir(dev('data'), { recursive: true });
    await writeFile(dev('data', 'old'), '');
  });

  it('what was moved aside already is left there, whatever has come in its place', async () => {
    await root.files.setAside(dev('data'), aside());
    await mkdir(dev('data'));
    await root.files.setAside(dev('data'), aside());
    expect(await readdir(aside())).to.deep.equal(['old']);
    expect(await readdir(dev('data'))).to.deep.equal([]);
  });

  it('what is put back takes the place of its successor, twice as well as once', async () => {
    await root.files.setAside(dev('data'), aside());
    await mkdir(dev('data'));
    for (let times = 0; times < 2; times += 1) await root.files.putBack(dev('data'), aside());
    expect(await readdir(dev('data'))).to.deep.equal(['old']);
    expect(await readdir(dev())).to.deep.equal(['data']);
  });

  it('putting back goes on where a crash ended it: between the two renames, and after both', async () => {
    await root.files.setAside(dev('data'), aside());
    await mkdir(`${aside()}.successor`);
    await root.files.putBack(dev('data'), aside());
    expect(await readdir(dev('data'))).to.deep.equal(['old']);
    await mkdir(`${aside()}.successor`, { recursive: true });
    await root.files.putBack(dev('data'), aside());
    expect(await readdir(dev())).to.deep.equal(['data']);
  });

  it('one part that is put back leaves the others aside', async () => {
    await mkdir(dev('db'));
    await root.files.setAside(dev('data'), aside());
    await root.files.setAside(dev('db'), dev('.reset-1', 'db'));
    await root.files.putBack(dev('data'), aside());
    expect(await readdir(dev('.reset-1'))).to.deep.equal(['db']);
  });

  it('the last part is put back though another one takes the folder along the moment it is empty', async () => {
    const another = new Worker(
      `const { rmdirSync } = require('node:fs');
       for (;;) try { rmdirSync(${JSON.stringify(dev('.reset-1'))}); } catch {}`,
      { eval: true },
    );
    let rounds = 0;
    try {
      for (let time = 0; time < 60; time += 1) {
        await mkdir(dev('.reset-1', 'data'), { recursive: true }).catch(() => undefined);
        if (!existsSync(aside())) continue;
        await rm(dev('data'), { recursive: true, force: true });
        await root.files.putBack(dev('data'), aside());
        expect(await readdir(dev('data'))).to.deep.equal([]);
        rounds += 1;
      }
    } finally {
      await another.terminate();
    }
    expect(rounds, 'times that the other one was not quicker').to.be.above(0);
  });

  it('nothing of prod goes though a link to it takes the place of what was moved aside while that is removed', async () => {
    const [files, prod, moved] = [600, root.at('environments', 'prod', 'data'), dev('workspace', '.reset-1')];
    const fill = (folder: string) => {
      mkdirSync(folder, { recursive: true });
      for (let file = 0; file < files; file += 1) writeFileSync(`${folder}/${file}`, '');
    };
    fill(prod);
    let inTime = false;
    for (let round = 0; round < 10 && !inTime; round += 1) {
      fill(moved);
      const swap = await swapOnce(moved, prod);
      // Whether it is told that something else lies there now is no matter.
      await root.files.removeAside(moved).catch(() => undefined);
      inTime = await swap.ended;
      expect(await readdir(prod)).to.have.length(files);
    }
    expect(inTime).to.equal(true);
    await root.files.removeAside(moved);
    expect(await readdir(dev('workspace'))).to.deep.equal(['.reset-1-swapped']);
    expect(await readdir(prod)).to.have.length(files);
  }).timeout(60_000);

  it('nothing outside of dev is moved or removed, whoever asks', async () => {
    await mkdir(root.at('environments', 'prod', 'data'), { recursive: true });
    const prod = root.at('environments', 'prod', 'data');
    const tries = [
      () => root.files.setAside(prod, aside()),
      () => root.files.putBack(dev('data'), prod),
      () => root.files.removeAside(prod),
      () => root.files.removeAside(dev()),
      () => root.files.removeAside(root.at('environments')),
      () => root.files.removeAside(`${dev()}/../prod/data`),
    ];
    for (const attempt of tries)
      expect(
        await attempt().then(
          () => 'done',
          (error: Error) => error.message,
        ),
      ).to.match(/is not dev's$/);
    expect(await readdir(root.at('environments'))).to.deep.equal(['dev', 'prod']);
  });
});
