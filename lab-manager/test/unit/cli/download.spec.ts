import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { CliError } from '../../../src/cli/cli-error.ts';
import { downloadTarget, save } from '../../../src/cli/client/download.ts';
import { exitFor } from '../../../src/cli/exit-codes.ts';

describe('cli/download', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-download-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('a file is made whole, and nothing is left beside it', async () => {
    await download(at('new'));
    expect(await readFile(at('new'), 'utf8')).to.equal('whole');
    expect(await readdir(folder)).to.deep.equal(['new']);
  });

  it('a file that is there is written over with --force alone, and kept when the download breaks', async () => {
    await writeFile(at('mine'), 'mine');
    const refusal = await refused(download(at('mine')));
    expect(refusal.message).to.include(at('mine'));
    expect(refusal.hint).to.include('--force');
    expect(exitFor(refusal.code)).to.equal('conflict');
    await broken(at('mine'));
    expect(await readFile(at('mine'), 'utf8')).to.equal('mine');
    expect(await readdir(folder)).to.deep.equal(['mine']);
    await download(at('mine'), true);
    expect(await readFile(at('mine'), 'utf8')).to.equal('whole');
  });

  it('a link stays one, and the file it leads to is replaced', async () => {
    await writeFile(at('mine'), 'mine');
    await symlink(at('mine'), at('link'));
    await download(at('link'), true);
    expect(await readFile(at('mine'), 'utf8')).to.equal('whole');
    expect(
      (await readdir(folder, { withFileTypes: true })).filter((it) => it.isSymbolicLink()),
    ).to.have.length(1);
  });

  it('in a folder it gets its own name, wherever that name would lead', async () => {
    await mkdir(at('folder'));
    await download(at('folder'));
    expect(await readdir(at('folder'))).to.deep.equal(['own.csv']);
    await refused(download(at('folder')));
    await refused(downloadTarget({ output: at('folder'), name: '..', force: true }));
    expect((await downloadTarget({ output: folder, name: '../../x', force: false })).path).to.equal(at('x'));
  });

  it('a device and a pipe are written to, never replaced', async () => {
    // Were it replaced, then this link to the device and not the machine's own.
    await symlink('/dev/null', at('null'));
    await download(at('null'), true);
    expect((await stat(at('null'))).isCharacterDevice()).to.equal(true);
    await promisify(execFile)('mkfifo', [at('pipe')]);
    const [read] = await Promise.all([readFile(at('pipe'), 'utf8'), download(at('pipe'))]);
    expect(read).to.equal('whole');
    expect((await stat(at('pipe'))).isFIFO()).to.equal(true);
    expect(await readdir(folder)).to.have.members(['null', 'pipe']);
  });

  it('what can’t be written is told with its path', async () => {
    for (const path of [at('nowhere/x'), join('/dev/null', 'x'), '/dev/full'])
      expect((await refused(download(path))).message).to.include(path);
  });

  it('stops at Ctrl-C, whatever that breaks first, and keeps no half', async () => {
    const interrupt = new AbortController();
    const body = new Readable({ read: () => undefined });
    interrupt.signal.addEventListener('abort', () => body.destroy(new Error('aborted')));
    body.push('who');
    const target = await downloadTarget({ output: at('new'), name: 'own.csv', force: false });
    const saving = refused(save(body, target, interrupt.signal));
    setImmediate(() => interrupt.abort());
    expect(exitFor((await saving).code)).to.equal('cancelled');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  async function download(output: string, force = false): Promise<void> {
    const target = await downloadTarget({ output, name: 'own.csv', force });
    await save(Readable.from(['who', 'le']), target, new AbortController().signal);
  }

  async function broken(output: string): Promise<void> {
    const target = await downloadTarget({ output, name: 'own.csv', force: true });
    const body = new Readable({ read: () => void body.destroy(new Error('broke')) });
    const error = await refused(save(body, target, new AbortController().signal));
    expect(error.message).to.include('broke off');
    expect(exitFor(error.code)).to.equal('unreachable');
  }

  async function refused(work: Promise<unknown>): Promise<CliError> {
    const error = await work.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CliError);
    return error as CliError;
  }
});
