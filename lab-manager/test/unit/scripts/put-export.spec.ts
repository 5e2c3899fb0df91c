import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { exportPath } from '../../../src/engine/backup/export-path.ts';

const installer = fileURLToPath(new URL('../../../../install.sh', import.meta.url));
const functions = ['say', 'planning', 'run', 'export_name', 'put_export', 'keep_other_export'];

describe('install.sh: put_export', () => {
  let home = '';
  const exports = () => join(home, 'backups/exports');

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-put-'));
    await mkdir(exports(), { recursive: true });
  });
  afterEach(() => rm(home, { recursive: true }));

  /** As install.sh does, of a file that holds this; what it says. */
  const put = async (name: string, content: string): Promise<string> => {
    const file = join(home, name);
    await writeFile(file, content);
    const taken = functions.map((it) => `eval "$(sed -n '/^${it}() {/,/^}/p' "$1")"`);
    const script = [...taken, 'ensure_directory() { :; }', 'put_export'].join('\n');
    const env = { ...process.env, LABSTEAD_HOME: home, restore_export: file, dry_run: 'no' };
    const told = await promisify(execFile)('sh', ['-euc', script, 'sh', installer], { env });
    await rm(file);
    return told.stdout;
  };
  /** What lies there, by name. */
  const kept = async (): Promise<Record<string, string>> => {
    const names = (await readdir(exports())).toSorted();
    const all = names.map(async (name) => [name, await readFile(join(exports(), name), 'utf8')] as const);
    return Object.fromEntries(await Promise.all(all));
  };

  it('puts it where the lab looks for it, once, and says nothing of it', async () => {
    expect(await put('lab.tar', 'one')).to.equal('');
    expect(await put('lab.tar', 'one')).to.equal('');
    expect(await kept()).to.deep.equal({ 'lab.tar': 'one' });
  });

  it('keeps all others that lay there under that name, and says what they are called now', async () => {
    const name = `${'x'.repeat(180)}.tar`;
    await put(name, 'one');
    const told = [await put(name, 'two'), await put(name, 'three')].join('');
    const { [name]: here, ...others } = await kept();
    expect([here, ...Object.values(others).toSorted()]).to.deep.equal(['three', 'one', 'two']);
    for (const other of Object.keys(others)) {
      expect(told).to.contain(`it is to be called ${other}`);
      expect(exportPath('/lab', { file: other })).to.equal(`/lab/backups/exports/${other}`);
    }
  });
});
