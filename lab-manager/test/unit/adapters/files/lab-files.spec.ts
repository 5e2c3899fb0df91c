import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { writeAtomically } from '../../../../src/adapters/files/atomic-write.ts';
import { sha256 } from '../../../../src/core/sha256.ts';
import { edgeFileText } from '../../../../src/core/desired/edge-files.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import type { RouteTable } from '../../../../src/core/model/routes.ts';
import type { LabFiles } from '../../../../src/core/ports.ts';
import { useTempFiles } from '../../../support/temp-files.ts';

describe('adapters/files', () => {
  const owner = { uid: process.getuid!(), gid: process.getgid!() };
  const routes = {
    routes: [
      { name: 'console', host: 'lab.localhost', path: '/', target: 'http://front:8080', gate: undefined },
    ],
    httpsPort: 443,
  };
  const root = useTempFiles();
  const { at } = root;
  let files: LabFiles;

  beforeEach(() => {
    files = root.files;
  });

  async function publish(table: RouteTable): Promise<void> {
    for (const directory of ['dynamic', 'last-good']) await mkdir(at('edge', directory), { recursive: true });
    await files.publishRoutes(table, sha256(edgeFileText(table)));
  }

  it('a directory gets the owner and mode it should have, and what is in it is left alone', async () => {
    await mkdir(at('data'), { mode: 0o777 });
    await writeFile(at('data', 'table.csv'), 'a,b\n');
    await chmod(at('data', 'table.csv'), 0o604);
    await files.ensureDirectory({ path: at('data'), owner, mode: 0o750 });
    const { directories } = await files.observe({ directories: [at('data')], secrets: [] });
    expect(directories).to.deep.equal([{ path: at('data'), ...owner, mode: 0o750 }]);
    expect((await stat(at('data', 'table.csv'))).mode & 0o777).to.equal(0o604);
  });

  it('a secret is made once and never replaced', async () => {
    await mkdir(at('secrets'));
    const secret = { path: at('secrets', 'password'), owner, copyOf: undefined };
    await files.createSecret(secret);
    const first = await readFile(secret.path, 'utf8');
    await files.createSecret(secret);
    expect(await readFile(secret.path, 'utf8')).to.equal(first);
    expect(first).to.have.length.of.at.least(32);
    expect((await stat(secret.path)).mode & 0o777).to.equal(0o400);
  });

  it('a copied secret has the same value, and no copy is made before there is an original', async () => {
    await mkdir(at('secrets'));
    const original = { path: at('secrets', 'a'), owner, copyOf: undefined };
    const copy = { path: at('secrets', 'b'), owner, copyOf: original.path };
    expect(await failure(files.createSecret(copy))).to.be.instanceOf(LabError);
    await files.createSecret(original);
    await files.createSecret(copy);
    expect(await readFile(copy.path, 'utf8')).to.equal(await readFile(original.path, 'utf8'));
  });

  it('an empty secret, as a power cut may leave it, is made anew', async () => {
    await mkdir(at('secrets'));
    await writeFile(at('secrets', 'password'), '');
    await files.createSecret({ path: at('secrets', 'password'), owner, copyOf: undefined });
    expect(await readFile(at('secrets', 'password'), 'utf8')).to.not.equal('');
  });

  it('published routes are seen by their digest, and an edit by hand is seen as another', async () => {
    const digest = sha256(edgeFileText(routes));
    await publish(routes);
    expect((await files.observe({ directories: [], secrets: [] })).routesDigest).to.equal(digest);
    await writeFile(at('edge', 'dynamic', 'lab.yaml'), 'http: {}\n');
    expect((await files.observe({ directories: [], secrets: [] })).routesDigest).to.not.equal(digest);
  });

  it('the routes that were replaced are kept as the last good ones', async () => {
    await publish(routes);
    const next = { ...routes, httpsPort: 8443 };
    await publish(next);
    expect(await readFile(at('edge', 'last-good', 'lab.yaml'), 'utf8')).to.equal(edgeFileText(routes));
  });

  it('routes that are published again say so by their time, and do not push out the last good ones', async () => {
    const next = { ...routes, httpsPort: 8443 };
    for (const table of [routes, next, next]) {
      // The kernel's time of a file may lag behind the clock by a tick.
      const before = Date.now() - 50;
      await publish(table);
      const { routesPublishedAt } = await files.observe({ directories: [], secrets: [] });
      expect(routesPublishedAt).to.be.at.least(before);
    }
    expect(await readFile(at('edge', 'last-good', 'lab.yaml'), 'utf8')).to.equal(edgeFileText(routes));
  });

  it('routes that differ from their digest are refused and nothing is written', async () => {
    expect(await failure(files.publishRoutes(routes, 'another'))).to.have.property(
      'code',
      'edge.invalid_routes',
    );
    expect((await files.observe({ directories: [], secrets: [] })).routesDigest).to.equal(undefined);
  });

  it('a file that can’t be written names its path and what to do, and leaves no half of it', async () => {
    await mkdir(at('target'));
    const error = await failure(writeAtomically(at('target'), 'text', { mode: 0o644 }));
    expect(error).to.have.property('code', 'files.failed');
    expect((error as LabError).message).to.contain(at('target'));
    expect(await readdir(root.home)).to.deep.equal(['target']);
  });

  it('a lab file that is too large to be one is refused, with its path and both sizes, and never read in part', async () => {
    await writeFile(at('lab.yaml'), `name: Test lab\n${'# filler\n'.repeat(40_000)}`);
    const error = await failure(files.readLabFile());
    expect(error).to.have.property('code', 'labfile.invalid');
    expect((error as LabError).message).to.equal(
      `${at('lab.yaml')} has 351.6 KiB; a lab file has at most 256 KiB.`,
    );
  });

  it('a lab file in another writing than UTF-8 is refused with the line, and its letters never replaced', async () => {
    const text = '\ufeff# Größe 𝛑\nname: Lab\n# Größe\n';
    await writeFile(at('lab.yaml'), text);
    expect(await files.readLabFile()).to.equal(text);
    const cut = Buffer.from('name: Lab ß').subarray(0, -1);
    for (const [bytes, line] of [
      [Buffer.from('name: Lab\n\n# Größe\ndomain: lab.localhost\n', 'latin1'), 3],
      [Buffer.from('\ufeffname: Lab\n', 'utf16le'), 1],
      [cut, 1],
    ] as const) {
      await writeFile(at('lab.yaml'), bytes);
      const error = await failure(files.readLabFile());
      expect(error).to.have.property('code', 'labfile.invalid');
      expect((error as LabError).details[0]).to.include({
        line,
        message: 'has characters that are not written as UTF-8',
      });
    }
  });

  it('what is no file is refused at once, even a pipe that nobody writes into', async () => {
    for (const make of [() => mkdir(at('lab.yaml')), () => void execFileSync('mkfifo', [at('lab.yaml')])]) {
      await make();
      const error = await failure(files.readLabFile());
      expect(error).to.have.property('code', 'labfile.invalid');
      expect((error as LabError).message).to.equal(`${at('lab.yaml')} is no file.`);
      await rm(at('lab.yaml'), { recursive: true });
    }
  });

  it('what is kept beside the lab file is the file as it was, and the lab file itself stays until it is replaced', async () => {
    expect(await files.keepLabFileBeside(0)).to.equal(undefined);
    await writeFile(at('lab.yaml'), 'name: [broken\n');
    const beside = await files.keepLabFileBeside(Date.UTC(2026, 10, 21, 9, 30));
    expect(beside).to.equal(at('lab.yaml.rejected-2026-11-21T09-30-00-000Z'));
    expect(await files.readLabFile()).to.equal('name: [broken\n');
    await files.writeLabFile('name: a\n');
    expect(await readFile(beside!, 'utf8')).to.equal('name: [broken\n');
  });

  it('of what is kept beside the lab file the newest five stay', async () => {
    for (let day = 1; day <= 7; day += 1) {
      await writeFile(at('lab.yaml'), `name: [${day}\n`);
      await files.keepLabFileBeside(Date.UTC(2026, 10, day));
      await rm(at('lab.yaml'));
    }
    const names = (await readdir(root.home)).sort();
    expect(names.map((name) => name.slice(0, 'lab.yaml.rejected-2026-11-03'.length))).to.deep.equal(
      [3, 4, 5, 6, 7].map((day) => `lab.yaml.rejected-2026-11-0${day}`),
    );
  });

  it('a change of the lab file by hand wakes the watcher, also when the editor replaces the file', async () => {
    await files.writeLabFile('name: a\n');
    const stop = new AbortController();
    const changes = files.watchLabFile(stop.signal)[Symbol.asyncIterator]();
    const next = changes.next();
    await files.writeLabFile('name: b\n');
    expect((await next).done).to.equal(false);
    stop.abort();
    expect(await files.readLabFile()).to.equal('name: b\n');
  });

  it('a disk is as df tells it: what is kept back for others is neither used nor free', async () => {
    const argv = ['--block-size=1', '--output=used,avail,size', root.home];
    const df = () =>
      execFileSync('df', argv, { encoding: 'utf8' })
        .trim()
        .split('\n')
        .at(-1)!
        .trim()
        .split(/ +/)
        .map(Number);
    const [used = 0, available = 0, size = 0] = df();
    const told = await files.diskSpace(root.home);
    const [usedThen = 0, availableThen = 0] = df();
    // The machine goes on writing, and removing, meanwhile.
    const between = (one: number, other: number) =>
      [Math.min(one, other) - 64 * 1024 ** 2, Math.max(one, other) + 64 * 1024 ** 2] as const;
    expect(told.usedBytes).to.be.within(...between(used, usedThen));
    expect(told.freeBytes).to.be.within(...between(available, availableThen));
    expect(told.totalBytes).to.equal(size);
  });

  it('a file system without a fixed number of files takes as many as there are', async () => {
    expect((await files.diskSpace('/proc')).freeInodes).to.equal(Infinity);
    expect((await files.diskSpace(root.home)).freeInodes).to.be.lessThan(Infinity);
  });

  it('of what is not there yet the disk is told that it will lie on', async () => {
    const { device, totalBytes } = await files.diskSpace(root.home);
    const told = await files.diskSpace(`${root.home}/environments/prod/none/here`);
    expect([told.device, told.totalBytes]).to.deep.equal([device, totalBytes]);
  });

  it('of a data root that is gone no disk is told, also not that of what it lay in', async () => {
    await rm(root.home, { recursive: true });
    for (const path of [root.home, `${root.home}/environments/prod`, '/'])
      expect(await failure(files.diskSpace(path))).to.have.property('code', 'files.failed');
  });
});

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was expected to fail');
}
