import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { BrickReader } from '../../../../src/adapters/files/bricks/read-bricks.ts';
import { useTempFiles } from '../../../support/temp-files.ts';

describe('adapters/files/bricks', () => {
  const temp = useTempFiles();
  const bricks = (...parts: string[]) => temp.at('environments', 'prod', 'bricks', ...parts);
  const settings = '{"name":"good","services":[]}';

  beforeEach(async () => {
    await mkdir(bricks('good', 'src', 'good', 'db'), { recursive: true });
    await writeFile(bricks('good', 'settings.json'), settings);
  });

  const found = async () => (await temp.files.readBricks()).folders;

  it('finds the bricks of each environment and those under development, by what they say themselves', async () => {
    const workspace = temp.at('environments', 'dev', 'workspace', 'bricks', 'mine');
    await mkdir(workspace, { recursive: true });
    await writeFile(`${workspace}/settings.json`, '{}');
    expect((await found()).map(({ environment, place, name }) => [environment, place, name])).to.deep.equal([
      ['prod', 'installed', 'good'],
      ['dev', 'workspace', 'mine'],
    ]);
    expect((await found())[0]!.settings).to.equal(settings);
  });

  it('a lab without any folder of bricks has none, and a folder without settings is no brick', async () => {
    await mkdir(bricks('folder'));
    expect(await found()).to.have.length(1);
  });

  it('a pipe, a folder, a link and a file of any size in the place of settings are not waited for nor followed', async () => {
    await writeFile(temp.at('secret'), '{"services":[]}');
    for (const name of ['pipe', 'folder', 'link', 'large']) await mkdir(bricks(name));
    execFileSync('mkfifo', [bricks('pipe', 'settings.json')]);
    await mkdir(bricks('folder', 'settings.json'));
    await symlink(temp.at('secret'), bricks('link', 'settings.json'));
    await writeFile(bricks('large', 'settings.json'), 'x'.repeat(300 * 1024));
    const all = await found();
    expect(all.map(({ name, unreadable }) => [name, unreadable])).to.deep.equal([
      ['folder', 'it is no file'],
      ['good', undefined],
      ['large', 'it is larger than 256 KiB'],
      ['link', 'it is a symbolic link'],
      ['pipe', 'it is no file'],
    ]);
  });

  it('a link to another brick is followed, one that leads out of the folder is not', async () => {
    await mkdir(temp.at('elsewhere'));
    await writeFile(temp.at('elsewhere', 'settings.json'), settings);
    await symlink(temp.at('elsewhere'), bricks('out'));
    await symlink(bricks('good'), bricks('alias'));
    await symlink('nowhere', bricks('broken'));
    expect((await found()).map(({ name }) => name)).to.deep.equal(['alias', 'good']);
  });

  it('finds Constellab’s ways of asking for services, wherever in the brick they are', async () => {
    await writeFile(bricks('good', 'src', 'good', 'db', 'docker-compose.yml'), 'services: {}');
    await writeFile(bricks('good', 'src', 'good', 'manager.py'), 'class A(LazyAbstractDbManager):\n');
    await writeFile(bricks('good', 'src', 'good', 'other.py'), 'print()\n');
    const inline = "y = '''\nservices: {}'''\ns.register_and_start_compose(y)\ns.register_sqldb_compose()\n";
    await writeFile(bricks('good', 'src', 'good', 'zcalls.py'), inline);
    await writeFile(bricks('good', 'src', 'good', 'zstart.py'), 's.register_and_start_compose(z)\n');
    expect((await found())[0]!.constellab).to.deep.equal({
      composeFiles: [
        { path: 'src/good/zcalls.py, line 1', text: '\nservices: {}' },
        { path: 'src/good/db/docker-compose.yml', text: 'services: {}' },
      ],
      databaseCalls: [{ path: 'src/good/zcalls.py', line: 4, name: undefined }],
      composeCalls: [{ path: 'src/good/zstart.py', line: 1 }],
      databaseManagers: [{ path: 'src/good/manager.py', className: 'A', line: 1 }],
    });
  });

  it('many folders are looked at up to a bound', async () => {
    for (let index = 0; index < 600; index += 1) {
      await mkdir(bricks(`b${index}`));
      await writeFile(bricks(`b${index}`, 'settings.json'), '{}');
    }
    expect(await found()).to.have.length(500);
    expect((await temp.files.readBricks()).unread).to.deep.equal([
      { environment: 'prod', place: 'installed', why: 'more than 500 folders lie there', known: 'first' },
    ]);
  });

  it('a folder of bricks that can’t be listed leaves the bricks it had, as they were, and is told once', async () => {
    await found();
    await rename(bricks(), temp.at('away'));
    await writeFile(bricks(), 'no folder');
    const { folders, unread } = await temp.files.readBricks();
    expect(folders.map((one) => [one.name, one.settings, one.unreadable])).to.deep.equal([
      ['good', settings, undefined],
    ]);
    expect(unread).to.deep.equal([
      { environment: 'prod', place: 'installed', why: 'ENOTDIR', known: 'before' },
    ]);
    await rm(bricks());
    expect(await found()).to.deep.equal([]);
  });

  it('a folder that was never listed is told, so that nobody takes it for empty', async () => {
    await rename(bricks(), temp.at('away'));
    await writeFile(bricks(), 'no folder');
    expect(await temp.files.readBricks()).to.deep.equal({
      folders: [],
      unread: [{ environment: 'prod', place: 'installed', why: 'ENOTDIR', known: 'none' }],
    });
  });

  it('a brick whose file gives an error is as it was, and says so', async () => {
    await found();
    await rm(bricks('good', 'settings.json'));
    const socket = createServer().listen(bricks('good', 'settings.json'));
    await once(socket, 'listening');
    try {
      expect((await found()).map((one) => [one.settings, one.unreadable])).to.deep.equal([
        [settings, 'ENXIO'],
      ]);
    } finally {
      socket.close();
    }
  });

  it('while a disk does not answer, its bricks are as they were', async () => {
    const reader = new BrickReader(() => 0, 100);
    const place = { environment: 'prod' as const, place: 'installed' as const, folder: bricks() };
    await reader.read([place]);
    const free = blockDisks(temp.at('pipe'));
    try {
      const { folders, unread } = await reader.read([place]);
      expect(folders.map((one) => [one.settings, one.unreadable])).to.deep.equal([[settings, undefined]]);
      expect(unread.map(({ why, known }) => [why, known])).to.deep.equal([
        ['its disk does not answer', 'before'],
      ]);
      const late = await new BrickReader(() => 0, 100).read([place]);
      expect(late.unread.map(({ known }) => known)).to.deep.equal(['none']);
    } finally {
      await free();
    }
    expect((await reader.read([place])).unread).to.deep.equal([]);
  });
});

describe('adapters/files/bricks: data of their databases', () => {
  const temp = useTempFiles();
  const folder = (...parts: string[]) => temp.at('environments', 'prod', 'brick-db', ...parts);
  const look = async () =>
    (await temp.files.observe({ directories: [], secrets: [] })).brickData.map(({ name, bytes }) => [
      name,
      bytes,
    ]);

  it('is found with what it takes on the disk, and is gone once it is deleted', async () => {
    expect(await look()).to.deep.equal([]);
    await mkdir(folder('sample.notes', 'data'), { recursive: true });
    await writeFile(folder('sample.notes', 'data', 'ibdata1'), 'x'.repeat(100_000));
    expect(await look()).to.deep.equal([['sample.notes', undefined]]);
    let bytes = 0;
    for (let tries = 0; tries < 100 && bytes === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      bytes = Number((await look())[0]?.[1] ?? 0);
    }
    expect(bytes).to.be.at.least(100_000);
    await temp.files.removeBrickData('prod', 'sample.notes');
    await temp.files.removeBrickData('prod', 'sample.notes');
    expect(await readdir(folder())).to.deep.equal([]);
  });

  it('what was half deleted when the manager died is still offered, and nothing outside can be named', async () => {
    await mkdir(folder('.removing-sample.notes'), { recursive: true });
    await mkdir(temp.at('environments', 'prod', 'data'));
    expect((await look()).map(([name]) => name)).to.deep.equal(['sample.notes']);
    await temp.files.removeBrickData('prod', '../data');
    await temp.files.removeBrickData('prod', 'sample.notes');
    expect(await readdir(folder())).to.deep.equal([]);
    expect(await readdir(temp.at('environments', 'prod'))).to.include('data');
  });

  it('what a reset moved aside within its folder is offered to nobody', async () => {
    await mkdir(folder('.reset-1', 'sample.notes'), { recursive: true });
    await mkdir(folder('.reset-2.moving'));
    expect(await look()).to.deep.equal([]);
  });
});

/** Each of Node's few threads for files waits for a pipe that nobody writes to, as for a disk that is away. */
function blockDisks(pipe: string): () => Promise<void> {
  execFileSync('mkfifo', [pipe]);
  const waits = Array.from({ length: Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) }, () => open(pipe, 'r'));
  return async () => {
    const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    for (const file of await Promise.all(waits)) await file.close();
    closeSync(writer);
  };
}
