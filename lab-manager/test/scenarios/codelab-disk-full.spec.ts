import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { browse } from '../support/browse.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';

const run = promisify(execFile);

/** The codelab's folders lie on file systems of their own, of 64 MB each, and somebody fills both. */
describe('scenario: the codelab’s disk is full', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  let lab: InstalledLab;
  const mounted: string[] = [];

  before(async () => {
    lab = await InstalledLab.install({ dev: true });
    await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    const password = await lab.write('password', owner.password);
    await lab.labctl('login', '--email', owner.email, '--password-file', password);
    await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 120_000);
    await done('stop', 'dev');
    for (const folder of ['workspace', 'codelab']) {
      const path = join(lab.home, 'environments/dev', folder);
      await run('mount', ['-t', 'tmpfs', '-o', 'size=64m,uid=10005,gid=10001,mode=0750', 'tmpfs', path]);
      mounted.push(path);
    }
    // What was mounted later is in nobody's sight who runs already.
    await run('docker', ['restart', `${lab.labId}-lab-manager`]);
    await until('the manager is back', async () => (await lab.labctl('start', 'dev')).status === 0, 180_000);
    await inside('dev-codelab', 'dev new sample');
  });
  after(async () => {
    if (mounted.length > 0) await lab.labctl('stop', 'dev', '--now');
    for (const path of mounted) await run('umount', ['--lazy', path]);
    await (lab as InstalledLab | undefined)?.remove();
  });

  it('must tell who saves, and nobody else', async () => {
    const filled = await inside('dev-codelab', 'cat /dev/zero >/workspace/filler; cat /dev/zero >~/filler');
    expect(filled.text).to.include('No space left on device');
    const told = await inside('dev-codelab', 'dev new another');
    expect([told.status, told.text]).to.satisfy(
      ([status, text]: [number, string]) => status === 1 && text.includes('No space left on device'),
    );
    expect((await inside('dev-codelab', 'ls -A /workspace/bricks')).text.trim()).to.equal('sample');
  });

  it('must be named among the problems, with what to do', async () => {
    await until('it is told', async () => (await problems()).length === 2, 90_000);
    for (const { severity, message, hint } of await problems()) {
      expect([severity, /can’t save/.test(message), /du -x/.test(hint)]).to.deep.equal([
        'critical',
        true,
        true,
      ]);
    }
  });

  it('must leave prod and dev-glab at work', async () => {
    for (const environment of ['prod', 'dev']) {
      const upload = await lab.write('words.csv', 'word,count\nbe,2\n');
      const { id } = await lab.labctlJson<{ id: string }>('data', 'upload', upload, '--env', environment);
      await done('task', 'run', 'labstead_tables.describe', '--input', `table=${id}`, '--env', environment);
    }
    const { items } = await lab.labctlJson<{ items: { id: string }[] }>('task', 'list', '--env', 'dev');
    expect(items.map(({ id }) => id)).to.include('sample.count_word');
  });

  it('must let the editor start, since room is made with it', async () => {
    await done('restart', 'dev-codelab');
    expect((await inside('dev-codelab', 'codelab-health')).status).to.equal(0);
  });

  it('must be over when there is room again', async () => {
    await inside('dev-codelab', 'rm /workspace/filler ~/filler');
    expect((await inside('dev-codelab', 'dev new another')).status).to.equal(0);
    await until('nothing is told any more', async () => (await problems()).length === 0, 90_000);
  });

  it('must be emptied by a reset, although its folders can’t leave their places', async () => {
    await done('reset', 'dev', '--codelab', '--confirm', 'My lab', '--now');
    const left = await inside('dev-codelab', 'ls -A /workspace; ls -A /workspace/bricks');
    expect(left.text).not.to.match(/sample|another|\.reset-/);
    for (const path of mounted) await run('mountpoint', ['--quiet', path]);
    const beside = await readdir(join(lab.home, 'environments/dev'));
    expect(beside.filter((name) => name.startsWith('.reset-'))).to.deep.equal([]);
    await done('status');
  });

  const inside = (service: string, script: string) =>
    run('docker', ['exec', `${lab.labId}-${service}`, 'sh', '-c', script]).then(
      ({ stdout, stderr }) => ({ status: 0, text: stdout + stderr }),
      (error: { code?: number; stdout?: string; stderr?: string }) => ({
        status: error.code ?? -1,
        text: `${error.stdout ?? ''}${error.stderr ?? ''}`,
      }),
    );

  async function done(...argv: string[]): Promise<void> {
    const { status, stdout, stderr } = await lab.labctl(...argv);
    expect(status, `${argv.join(' ')}\n${stdout}${stderr}`).to.equal(0);
  }

  async function problems(): Promise<{ severity: string; message: string; hint: string }[]> {
    interface Told {
      id: string;
      severity: string;
      message: string;
      hint: string;
    }
    const { stdout } = await lab.labctl('--json', 'status');
    return (JSON.parse(stdout) as { problems: Told[] }).problems.filter(
      ({ id }) => id === 'codelab-disk-full',
    );
  }
});
