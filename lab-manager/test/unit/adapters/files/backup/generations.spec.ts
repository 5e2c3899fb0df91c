import { lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { FolderCounter } from '../../../../../src/adapters/files/folder-counter.ts';
import { generations } from '../../../../../src/adapters/files/backup/generations.ts';
import type { Generations } from '../../../../../src/core/ports.ts';
import { refused } from '../../../../support/refused.ts';
import { useTempFiles } from '../../../../support/temp-files.ts';

describe('adapters/files/backup/generations', () => {
  const temp = useTempFiles();
  const root = (...parts: string[]) => temp.at('environments', 'prod', ...parts);
  const own = { uid: process.getuid!(), gid: process.getgid!() };
  const part = (name = 'data') => ({ name, path: root(...name.split('/')), owner: own, mode: 0o700 });
  const data = part();
  let hands: Generations;

  beforeEach(async () => {
    hands = generations(temp.home, new FolderCounter(new AbortController().signal));
    data.path = root('data');
    await mkdir(root('data'), { recursive: true });
    await writeFile(root('data', 'old'), 'old');
  });

  const make = async (one = data, job = '01J', content = 'new') => {
    const folder = await hands.emptyPart('prod', job, one);
    await writeFile(`${folder}/${content}`, content);
    return folder;
  };
  const inUse = () => readdir(root('data'));
  const swap = (job = '01J') => hands.swap('prod', job, data);
  const putBack = (job = '01J') => hands.putBack('prod', job, data);

  it('what a restore makes lies beside what is in use, with its owner and mode, empty at each attempt', async () => {
    const folder = await make();
    expect(folder).to.equal(root('.restore-01J', 'data'));
    expect(await hands.emptyPart('prod', '01J', { ...data, mode: 0o750 })).to.equal(folder);
    expect(await readdir(folder)).to.deep.equal([]);
    const { mode, uid } = await lstat(folder);
    expect([mode & 0o777, uid]).to.deep.equal([0o750, own.uid]);
    expect(await inUse()).to.deep.equal(['old']);
  });

  it('a swap puts it in place and what was there aside, twice as well as once', async () => {
    await make();
    for (let times = 0; times < 2; times += 1) {
      await swap();
      expect(await inUse()).to.deep.equal(['new']);
      expect(await readdir(root('.before-01J', 'data'))).to.deep.equal(['old']);
    }
    expect(await hands.asides('prod')).to.deep.equal(['01J']);
  });

  it('a swap that was ended between its two renames goes on', async () => {
    await make();
    await mkdir(root('.before-01J'));
    await rename(root('data'), root('.before-01J', 'data'));
    await swap();
    expect(await inUse()).to.deep.equal(['new']);
    expect(await readdir(root('.before-01J', 'data'))).to.deep.equal(['old']);
  });

  it('and loses nothing that came in its place meanwhile', async () => {
    await make();
    await mkdir(root('.before-01J'));
    await rename(root('data'), root('.before-01J', 'data'));
    await mkdir(root('data'));
    await swap();
    await putBack();
    expect(await hands.asides('prod')).to.deep.equal([]);

    await mkdir(root('.before-01J'));
    await rename(root('data'), root('.before-01J', 'data'));
    await mkdir(root('data'));
    await writeFile(root('data', 'meanwhile'), '');
    await swap();
    expect(await inUse()).to.deep.equal(['new']);
    expect(await readdir(root('.before-01J', 'data~meanwhile'))).to.deep.equal(['meanwhile']);
  });

  it('putting back is a swap the other way, twice as well as once, and deletes nothing', async () => {
    await make();
    await swap();
    for (let times = 0; times < 2; times += 1) {
      await putBack();
      expect(await inUse()).to.deep.equal(['old']);
      expect(await readdir(root('.restore-01J', 'data'))).to.deep.equal(['new']);
    }
    expect(await hands.asides('prod')).to.deep.equal([]);
    await swap();
    expect(await inUse()).to.deep.equal(['new']);
  });

  it('putting back goes on where a crash ended it, and takes back a swap that was ended half-way', async () => {
    await make();
    await swap();
    await rename(root('data'), root('.restore-01J', 'data'));
    await putBack();
    expect(await inUse()).to.deep.equal(['old']);

    await mkdir(root('.before-01J'));
    await rename(root('data'), root('.before-01J', 'data'));
    await putBack();
    expect(await inUse()).to.deep.equal(['old']);
    expect(await readdir(root('.restore-01J', 'data'))).to.deep.equal(['new']);
  });

  it('where there was nothing before, putting back leaves nothing', async () => {
    await rm(root('data'), { recursive: true });
    await make();
    for (let times = 0; times < 2; times += 1) await swap();
    expect(await inUse()).to.deep.equal(['new']);
    expect(await hands.asides('prod')).to.deep.equal(['01J']);
    await putBack();
    expect(await readdir(root())).to.deep.equal(['.restore-01J']);
  });

  it('with nothing made, nothing is swapped, and all is as before', async () => {
    const error = await refused('backup.swap_failed', () => swap());
    expect(error.hint).to.equal(
      'What was there before is in its place again. Restore anew once the cause is gone.',
    );
    expect(await inUse()).to.deep.equal(['old']);
    expect(await hands.asides('prod')).to.deep.equal([]);
  });

  it('what is in place is not made once more: that would put the restored aside as what was before', async () => {
    await make();
    await swap();
    await refused('backup.swap_failed', () => hands.emptyPart('prod', '01J', data));
    expect(await inUse()).to.deep.equal(['new']);
  });

  it('restores lie aside one beside the other, and are undone the newest first', async () => {
    await make(data, '01J', 'first');
    await swap('01J');
    await make(data, '02J', 'second');
    await swap('02J');
    expect(await hands.asides('prod')).to.deep.equal(['01J', '02J']);
    await putBack('02J');
    expect(await inUse()).to.deep.equal(['first']);
    await putBack('01J');
    expect(await inUse()).to.deep.equal(['old']);
  });

  it('nothing but forgetting it deletes what was before', async () => {
    await make();
    await swap();
    await hands.discard('prod', '01J');
    await hands.discard('prod', '02J');
    await make(data, '02J');
    expect(await readFile(root('.before-01J', 'data', 'old'), 'utf8')).to.equal('old');
    await hands.forgetBefore('prod', '02J', [data]);
    expect(await hands.asides('prod')).to.deep.equal(['01J']);
    for (let times = 0; times < 2; times += 1) await hands.forgetBefore('prod', '01J', [data]);
    expect(await readdir(root())).to.deep.equal(['.restore-02J', 'data']);
    expect(await inUse()).to.deep.equal(['new']);
  });

  describe('what was made of it not being in its place', () => {
    const half = async () => {
      await make();
      await mkdir(root('.before-01J'));
      await rename(root('data'), root('.before-01J', 'data'));
    };
    const inPlace = (one = data) => hands.assertInPlace('prod', '01J', [one]);
    const forget = (one = data) => hands.forgetBefore('prod', '01J', [one]);
    const before = () => readdir(root('.before-01J', 'data'));

    it('what was before is not deleted, and it is told where the other is', async () => {
      await half();
      // The lab made it anew between the two renames.
      for (const between of [() => undefined, () => mkdir(root('data'))]) {
        await between();
        expect((await refused('backup.half_restored', () => inPlace())).hint).to.contain(
          'labctl backup undo 01J',
        );
        const { hint } = await refused('backup.half_restored', () => forget());
        expect(hint).to.contain(root('.restore-01J', 'data')).and.contain('labctl backup confirm 01J');
        expect(await before()).to.deep.equal(['old']);
      }
      // As the hint says.
      await rm(root('data'), { recursive: true });
      await rename(root('.restore-01J', 'data'), root('data'));
      await inPlace();
      await forget();
      expect([await inUse(), await hands.asides('prod')]).to.deep.equal([['new'], []]);
    });

    it('of one file neither', async () => {
      const one = { ...data, inside: 'old' };
      await make(one, '01J', 'old');
      await mkdir(root('.before-01J', 'data'), { recursive: true });
      await rename(root('data', 'old'), root('.before-01J', 'data', 'old'));
      await refused('backup.half_restored', () => inPlace(one));
      const { hint } = await refused('backup.half_restored', () => forget(one));
      expect(hint).to.contain(root('.restore-01J', 'data', 'old'));
      await hands.swap('prod', '01J', one);
      // Somebody deleted what was restored since: that is no reason to keep what was before.
      await rm(root('data', 'old'));
      await inPlace(one);
      await forget(one);
      expect(await hands.asides('prod')).to.deep.equal([]);
    });
  });

  describe('what was put in place being gone since', () => {
    const gone = async (one = data) => {
      await make(one);
      await hands.swap('prod', '01J', one);
      await rm(one.path, { recursive: true });
    };

    it('nobody may say that it is right before what was before was put back, or it is said how it is meant', async () => {
      await gone();
      const { hint } = await refused('backup.half_restored', () =>
        hands.assertInPlace('prod', '01J', [data]),
      );
      expect(hint).to.contain('labctl backup undo 01J').and.contain(`mkdir -p ${data.path}, then`);
      await mkdir(data.path, { recursive: true });
      await hands.assertInPlace('prod', '01J', [data]);
      await rm(data.path, { recursive: true });
      await putBack();
      expect(await inUse()).to.deep.equal(['old']);
      await hands.assertInPlace('prod', '01J', [data]);
    });

    it('once somebody had said that it is right, what was before goes all the same', async () => {
      const brick = part('brick-db/sample.notes');
      await mkdir(brick.path, { recursive: true });
      await gone(brick);
      await rm(root('brick-db'), { recursive: true });
      await hands.forgetBefore('prod', '01J', [brick]);
      expect(await hands.asides('prod')).to.deep.equal([]);
    });
  });

  it('to discard takes away what was made, and nothing that is in use', async () => {
    await make();
    await hands.discard('prod', '01J');
    expect(await readdir(root())).to.deep.equal(['data']);
  });

  it('nothing lies aside in the folder of the bricks’ databases, which a reset takes along', async () => {
    const brick = part('brick-db/sample.notes');
    await mkdir(brick.path, { recursive: true });
    await make(brick);
    await hands.swap('prod', '01J', brick);
    expect(await readdir(root('brick-db'))).to.deep.equal(['sample.notes']);
    expect(await readdir(root('.before-01J'))).to.deep.equal(['sample.notes']);
    expect(await readdir(brick.path)).to.deep.equal(['new']);
    expect(await hands.asides('prod')).to.deep.equal(['01J']);
    // As a reset does.
    await rm(root('brick-db'), { recursive: true });
    await hands.putBack('prod', '01J', brick);
    expect(await readdir(root('brick-db'))).to.deep.equal(['sample.notes']);
    expect(await hands.asides('prod')).to.deep.equal([]);
  });

  it('tells how much lies aside', async () => {
    await writeFile(root('data', 'large'), Buffer.alloc(1_000_000, 1));
    await make();
    await swap();
    const { signal } = new AbortController();
    expect(await hands.sizeAside('prod', '01J', signal)).to.be.within(1_000_000, 1_200_000);
    expect(await hands.sizeAside('prod', '02J', signal)).to.equal(0);
  });

  it('a link that lies where a restore would put something is not followed', async () => {
    const elsewhere = temp.at('elsewhere');
    await mkdir(`${elsewhere}/data`, { recursive: true });
    await writeFile(`${elsewhere}/data/kept`, '');
    await symlink(elsewhere, root('.restore-01J'));
    await refused('files.failed', () => hands.emptyPart('prod', '01J', data));
    await refused('backup.swap_failed', () => swap());
    await hands.discard('prod', '01J');
    await make();
    await symlink(elsewhere, root('.before-01J'));
    await refused('backup.swap_failed', () => swap());
    await hands.forgetBefore('prod', '01J', []);
    expect(await readdir(`${elsewhere}/data`)).to.deep.equal(['kept']);
    expect(await inUse()).to.deep.equal(['old']);
  });

  it('nothing but parts of the environment is ever moved, whoever asks', async () => {
    const outside = [
      temp.at('state'),
      root(),
      root('data', 'x'),
      root('..', 'dev', 'data'),
      root('.before-01J'),
    ];
    for (const path of outside) {
      const one = { ...data, path };
      for (const attempt of [
        () => hands.emptyPart('prod', '01J', one),
        () => hands.swap('prod', '01J', one),
        () => hands.putBack('prod', '01J', one),
        () => hands.assertInPlace('prod', '01J', [one]),
      ])
        expect(await said(attempt), path).to.match(/is no part of prod$/);
    }
    for (const job of ['', '.', '../x', 'a/b', '.x'])
      expect(await said(() => hands.forgetBefore('prod', job, [])), job).to.match(/is no job$/);
  });
});

const said = (attempt: () => Promise<unknown>): Promise<string> =>
  attempt().then(
    () => 'done',
    (error: Error) => error.message,
  );
