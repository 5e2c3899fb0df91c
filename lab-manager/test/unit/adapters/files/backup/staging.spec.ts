import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { anchored } from '../../../../../src/core/backup/leave-out.ts';
import { backupSources } from '../../../../../src/adapters/files/backup/sources.ts';
import { backupStaging } from '../../../../../src/adapters/files/backup/staging.ts';
import { wholeFile } from '../../../../../src/adapters/files/whole-file.ts';
import { refused } from '../../../../support/refused.ts';

const { signal } = new AbortController();
let home = '';

/** A folder of its own for each test of the surrounding `describe`. */
function useHome(): void {
  beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'labstead-staging-'))));
  afterEach(() => rm(home, { recursive: true, force: true }));
}

describe('adapters/files/backup/staging', () => {
  useHome();

  it('begins empty, whatever an earlier attempt left, and follows no link that lies there', async () => {
    const staging = backupStaging(home);
    await mkdir(join(home, 'kept'));
    await writeFile(join(home, 'kept/file'), '');
    await mkdir(join(staging.folder, 'db'), { recursive: true });
    await symlink(join(home, 'kept'), join(staging.folder, 'db/link'));
    expect((await staging.begin()).freeBytes).to.be.greaterThan(0);
    expect(await readdir(staging.folder)).to.deep.equal([]);
    expect(await readdir(join(home, 'kept'))).to.deep.equal(['file']);
  });

  it('is the manager’s alone, and so is what is written there', async () => {
    const staging = backupStaging(home);
    await staging.begin();
    await staging.write('manifest.json', '{}');
    const path = await staging.file('db/prod-db.sql');
    expect(path).to.equal(join(home, 'backups/staging/db/prod-db.sql'));
    const modes = [staging.folder, join(staging.folder, 'db'), join(staging.folder, 'manifest.json')];
    const found = await Promise.all(modes.map(async (one) => (await lstat(one)).mode & 0o777));
    expect(found).to.deep.equal([0o700, 0o700, 0o600]);
  });

  it('nothing of it stays, and it may end twice', async () => {
    const staging = backupStaging(home);
    await staging.begin();
    await staging.write('db/one', 'x');
    for (let times = 0; times < 2; times += 1) await staging.end();
    expect(await readdir(join(home, 'backups'))).to.deep.equal([]);
  });

  it('names no file outside of itself', async () => {
    for (const name of ['../x', '', 'db/../../x', '.'])
      expect(
        await backupStaging(home)
          .file(name)
          .catch((error: Error) => error.message),
      ).to.match(/is not in the staging folder$/);
  });
});

describe('adapters/files/whole-file', () => {
  useHome();

  const path = () => join(home, 'file');

  it('is there once all of it is, and readable by nobody else', async () => {
    const found = await wholeFile(path(), async (write) => {
      await write([Buffer.from('a'), Buffer.alloc(3 * 1024 * 1024, 'b')]);
      await write([Buffer.from('c')]);
      expect(await readdir(home)).to.deep.equal(['file.partial']);
      return 1;
    });
    expect(found).to.equal(1);
    expect(await readFile(path(), 'utf8')).to.equal(`a${'b'.repeat(3 * 1024 * 1024)}c`);
    expect((await lstat(path())).mode & 0o777).to.equal(0o600);
    expect(await readdir(home)).to.deep.equal(['file']);
  });

  it('what fails half-way leaves what was there, and nothing beside it', async () => {
    await writeFile(path(), 'old');
    const fails = wholeFile(path(), async (write) => {
      await write([Buffer.alloc(2 * 1024 * 1024)]);
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    });
    await refused('disk.low', () => fails);
    expect(await readFile(path(), 'utf8')).to.equal('old');
    expect(await readdir(home)).to.deep.equal(['file']);
  });

  it('what an earlier attempt left half-written is no part of it', async () => {
    await writeFile(`${path()}.partial`, 'long before');
    await wholeFile(path(), (write) => write([Buffer.from('new')]));
    expect(await readFile(path(), 'utf8')).to.equal('new');
  });
});

describe('adapters/files/backup/sources', () => {
  useHome();

  it('counts files and their bytes, follows no link, and finds no mount where there is none', async () => {
    await mkdir(join(home, 'data/deep'), { recursive: true });
    await writeFile(join(home, 'data/one'), 'x'.repeat(10));
    await writeFile(join(home, 'data/deep/line\nfeed'), 'x'.repeat(5));
    await symlink('/usr', join(home, 'data/link'));
    expect(await backupSources().measure(join(home, 'data'), signal)).to.deep.equal({
      files: 2,
      bytes: 15,
      leftOut: { files: 0, folders: 0 },
      mounts: [],
      unread: [],
    });
  });

  it('of a file of several names says how many bytes are those of the further ones', async () => {
    await mkdir(join(home, 'data/deep'), { recursive: true });
    await writeFile(join(home, 'data/one'), 'x'.repeat(10));
    for (const name of ['two', 'deep/three']) await link(join(home, 'data/one'), join(home, 'data', name));
    const { files, bytes, linkedBytes } = await backupSources().measure(join(home, 'data'), signal);
    expect({ files, bytes, linkedBytes }).to.deep.equal({ files: 3, bytes: 30, linkedBytes: 20 });
    const { linkedBytes: below } = await backupSources().measure(join(home, 'data/deep'), signal);
    expect(below, 'its other names lie elsewhere').to.equal(undefined);
  });

  it('says why a folder can’t be read, and of one that is not there, that it is not there', async () => {
    const { unread } = await backupSources().measure(join(home, 'none'), signal);
    expect(unread).to.have.length(1);
    expect(unread[0]).to.match(/none.*No such file or directory$/);
    if (process.getuid?.() === 0) return;
    await mkdir(join(home, 'data/closed'), { recursive: true });
    await chmod(join(home, 'data/closed'), 0);
    const closed = await backupSources().measure(join(home, 'data'), signal);
    await chmod(join(home, 'data/closed'), 0o700);
    expect(closed.unread[0]).to.match(/closed.*Permission denied$/);
  });

  it('counts nothing of what a pattern leaves out, and says how much it names', async () => {
    const data = join(home, 'data [1]');
    await mkdir(join(data, 'deep/scratch/deeper'), { recursive: true });
    const kept = ['keep', 'deep/atmp', 'deep/xyz', 'deep/öö', 'cache', 'd'];
    const leftOut = ['a.tmp', 'deep/line\nfeed.tmp', 'é1', 'deep/b2', 'deep/[x', 'ab!'];
    for (const name of [...kept, ...leftOut, 'deep/scratch/deeper/y']) await writeFile(join(data, name), 'x');
    await mkdir(join(data, 'cache.d'));
    const patterns = [
      '*.tmp',
      'scratch/',
      '[a-cé][0-9]',
      '\\[?',
      'deep/**/ö',
      '??[^a-z]',
      'cache.?/**',
      '[z-a]',
    ];
    const {
      files,
      bytes,
      leftOut: found,
    } = await backupSources().measure(data, signal, anchored(patterns, [data]));
    expect([files, bytes, found]).to.deep.equal([
      kept.length,
      kept.length,
      { files: leftOut.length, folders: 2 },
    ]);
  });

  it('is given up when told to', async () => {
    await refused('files.failed', () => backupSources().measure('/', AbortSignal.abort()));
  });
});
