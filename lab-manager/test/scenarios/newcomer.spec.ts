import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { browse } from '../support/browse.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';
import { seen } from '../support/on-a-terminal.ts';
import { developing, keeping, readmeCommands } from '../support/readme.ts';

/** The README's walk, word for word, on a lab that install.sh made: from one command to a result in one's hands. */
describe('scenario: a newcomer', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  const example = join(import.meta.dirname, '../../../bricks/labstead_tables/tests/testdata/penguins.csv');
  let lab: InstalledLab;

  before(async () => {
    lab = await InstalledLab.install({ dev: true });
  });
  after(() => (lab as InstalledLab | undefined)?.remove());

  it('must not be let in with a wrong token', async () => {
    const answer = await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: '0'.repeat(32) } });
    expect(answer.status).to.equal(403);
    expect(JSON.parse(answer.text)).to.have.property('code', 'claim.token_invalid');
  });

  it('must be able to claim the lab with the token the installer printed', async () => {
    const answer = await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    expect(answer.status, answer.text).to.equal(201);
    expect(String(answer.headers['set-cookie'])).to.match(/^__Host-lab_session=.*Secure/);
  });

  it('must find the claim closed for whoever comes second', async () => {
    const answer = await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    expect(answer.status).to.equal(410);
  });

  it('must be able to sign in from the command line and see a lab that runs', async () => {
    const password = await lab.write('password', owner.password);
    const login = await lab.labctl('login', '--email', owner.email, '--password-file', password);
    expect(login.status, login.stderr).to.equal(0);
    await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 120_000);
    const status = await lab.labctlJson<{ state: string; services: { name: string; state: string }[] }>(
      'status',
    );
    expect(status.state).to.equal('running');
    expect(status.services.map(({ name }) => name)).to.include.members([
      'edge',
      'lab-manager',
      'front',
      'prod-db',
      'prod-glab',
      'dev-db',
      'dev-glab',
      'dev-codelab',
    ]);
  });

  it('must see an empty plan', async () => {
    expect((await lab.labctl('plan')).stdout.trim()).to.equal('Nothing to do: the lab is as it should be.');
  });

  it('must see what every service uses beside its limits, and of the machine', async () => {
    type Use = { name: string; memoryBytes: number | null; limits: { memoryBytes: number | null } };
    const { services, machine, disks } = await lab.labctlJson<{
      services: Use[];
      machine: { cores: number; memoryBytes: number } | null;
      disks: { usedBytes: number }[];
    }>('top');
    for (const { name, memoryBytes, limits } of services) {
      expect(memoryBytes, name).to.be.greaterThan(1_000_000);
      expect(memoryBytes, name).to.be.lessThan(limits.memoryBytes ?? 0);
    }
    expect(machine?.memoryBytes).to.be.greaterThan(0);
    expect(disks[0]?.usedBytes).to.be.greaterThan(0);
    // A rate takes two readings: of what has just started there may be one.
    const words = await lab.labctl('top');
    expect(words.stdout).to.match(/^prod-glab +(\d\.\d\d|–) +\d.* MiB of 2\.00 GiB/m);
    expect(words.stdout).to.match(/^lab-manager +(\d\.\d\d|–) +\d.* MiB of 1\.50 GiB/m);
  });

  it('must see on a terminal how that changes, and leave it by Ctrl-C', async () => {
    const { written, status } = await lab.labctlOnATerminal(
      'top --interval 1',
      (so) => so.split('\u001b[J').length > 3,
    );
    expect(status, written).to.equal(0);
    const screen = seen(written.replace(/\^C[^]*$/, ''), 40);
    expect(screen[0]).to.match(/^Machine: \d\.\d\d of \d+ cores/);
    expect(screen.filter((line) => line.startsWith('prod-glab '))).to.have.lengthOf(1);
    expect(screen.filter((line) => line.startsWith('SERVICE '))).to.have.lengthOf(1);
  });

  it('must find a line in a log, since when it likes, and keep the log as a file', async () => {
    const found = await lab.labctl('logs', 'prod-glab', '--grep', 'READY', '--since', '1h', '-n', '1');
    expect(found.stdout.trim().split('\n')).to.have.lengthOf(1);
    expect(found.stdout).to.match(/ready/i);
    expect((await lab.labctl('logs', 'prod-glab', '--grep', 'in no line at all')).stdout).to.equal('');
    const kept = await lab.labctl('logs', 'prod-glab', '-o', '.');
    expect(kept.status, kept.stderr).to.equal(0);
    expect(await readFile(join(lab.folder, 'prod-glab.log'), 'utf8')).to.match(/ready/i);
    expect((await lab.labctl('logs', 'prod-glab', '-o', '.')).stderr).to.include('is there already');
  });

  it('must be able to upload a table, run a task on it and download the result', async () => {
    const table = (await lab.labctl('data', 'upload', example)).stdout.trim();
    const scenario = await lab.labctlJson<{ status: string; outputs: Record<string, string> }>(
      'task',
      'run',
      'labstead_tables.describe',
      '--input',
      `table=${table}`,
    );
    expect(scenario.status).to.equal('succeeded');
    const [output] = Object.values(scenario.outputs);
    const download = await lab.labctl('data', 'download', output ?? '', '-o', 'result.csv');
    expect(download.status, download.stderr).to.equal(0);
    expect(await readFile(join(lab.folder, 'result.csv'), 'utf8')).to.contain('bill_length_mm');
    await lab.labctl('data', 'download', table, '-o', 'back.csv');
    expect(await readFile(join(lab.folder, 'back.csv'))).to.deep.equal(await readFile(example));
  });

  it('must be told in the run what is wrong with a table that can’t be read', async () => {
    const broken = await lab.write('broken.csv', 'a,b\n1,2\n3,4,5\n');
    const table = (await lab.labctl('data', 'upload', broken)).stdout.trim();
    const { status, stdout } = await lab.labctl(
      'task',
      'run',
      'labstead_tables.describe',
      '--input',
      `table=${table}`,
    );
    expect(status).to.equal(3);
    expect(stdout).to.match(/line 3/i);
  });

  it('must be sent from the production page to sign in, and an unknown API client be refused', async () => {
    const prod = `https://prod.lab.localhost:${lab.httpsPort}`;
    const page = await browse(lab, 'GET', `${prod}/`, {
      headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' },
    });
    expect(page.status).to.equal(302);
    expect(String(page.headers['location'])).to.match(new RegExp(`^${lab.url}/sso`));
    const api = await browse(lab, 'GET', `${prod}/api/v1/resources`);
    expect(api.status).to.equal(401);
  });

  it('must be able to stop, start and restart, with the outcome in words', async () => {
    for (const verb of ['stop', 'start', 'restart']) {
      const { status, stdout, stderr } = await lab.labctl(verb, 'prod');
      expect(status, `${verb}: ${stdout}${stderr}`).to.equal(0);
      expect(stdout.trim(), verb).to.match(/\.$/);
    }
  });

  it('must be told every mistake in a lab file at once, with line and suggestion, and nothing changes', async () => {
    const before = await lab.labctlJson<{ version: number }>('config', 'show');
    const file = await lab.write(
      'broken.yaml',
      'name: x\ndomian: lab.localhost\nenvironments:\n  prod:\n    enabled: perhaps\n',
    );
    const { status, stderr } = await lab.labctl('config', 'set', file);
    expect(status).to.equal(9);
    expect(stderr)
      .to.match(/line 2.*domain/s)
      .and.to.match(/line 5.*environments\.prod\.enabled/s);
    expect(await lab.labctlJson('config', 'show')).to.deep.equal(before);
  });

  it('must be able to bring back any version of the lab file, as a new one that is not applied yet', async () => {
    type Shown = { version: number; text: string };
    const first = await lab.labctlJson<Shown>('config', 'show');
    const renamed = await lab.write('renamed.yaml', first.text.replace(/^name: .*/m, 'name: Another lab'));
    await lab.labctlJson('config', 'set', renamed);
    const told = await lab.labctl('config', 'restore', String(first.version));
    expect(told.stdout.trim(), told.stderr).to.equal(
      `Accepted as version ${first.version + 2}, with the text of version ${first.version}.`,
    );
    expect((await lab.labctlJson<Shown>('config', 'show')).text).to.equal(first.text);
    expect((await lab.labctl('config', 'restore', '99')).status).to.equal(4);
    expect((await lab.labctl('config', 'restore', 'first')).status).to.equal(2);
  });

  it('must see a container that somebody removed come back, and find that recorded', async () => {
    await lab.engine.delete(`/containers/${lab.labId}-front?force=1`);
    await until('the front is healed', healed, 90_000);
    await until('the lab runs again', async () => (await lab.labctl('status')).status === 0, 60_000);
  });

  it('must get documented exit statuses and JSON for failures too', async () => {
    const { status, stdout } = await lab.labctl('--json', 'logs', 'prod-glap');
    expect(status).to.equal(4);
    expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'service.unknown');
    expect((await lab.labctl('nonsense')).status).to.equal(2);
  });

  it('must find that every labctl command of the README works as it stands there', async () => {
    const all = await readmeCommands((heading) => heading !== developing && heading !== keeping);
    const commands = all.filter((command) => command !== 'labctl login');
    expect(commands).to.include('labctl status').and.to.have.length.of.at.least(10);
    let resource = '';
    for (const command of commands) {
      const [, ...argv] = command.replace('RESOURCE', resource).split(' ');
      const file = argv.map((word) =>
        word.startsWith('bricks/') ? join(import.meta.dirname, '../../..', word) : word,
      );
      const { status, stdout, stderr } = await lab.labctl(...file);
      expect(status, `${command}\n${stdout}${stderr}`).to.equal(0);
      expect(stderr, command).not.to.contain('Warning');
      if (argv[0] === 'data' && argv[1] === 'upload') resource = stdout.trim();
    }
  });

  it('must find that every labctl command of the README about backups works as it stands there', async () => {
    type Kept = { items: { id: string }[]; restores: { job: string }[] };
    const { text } = await lab.labctlJson<{ text: string }>('config', 'show');
    const name = /^name: *"?([^"\n]+?)"? *$/m.exec(text)?.[1] ?? '';
    const commands = await readmeCommands((heading) => heading === keeping);
    expect(commands).to.have.length.of.at.least(10);
    for (const command of commands) {
      const [, ...argv] = command.split(' ');
      const needs = argv.some((word) => word === 'SNAPSHOT' || word === 'RESTORE');
      const kept = needs ? await lab.labctlJson<Kept>('backup', 'list') : undefined;
      const named: Record<string, string | undefined> = {
        SNAPSHOT: kept?.items[0]?.id.slice(0, 8),
        RESTORE: kept?.restores[0]?.job,
      };
      // What it asks on a terminal is answered on the command line.
      const answers: Record<string, string[]> = { restore: ['--confirm', name], undo: ['--confirm', name] };
      const answer = answers[argv[1] ?? ''] ?? [];
      const { status, stdout, stderr } = await lab.labctl(
        ...argv.map((word) => named[word] ?? word),
        ...answer,
      );
      expect(status, `${command}\n${stdout}${stderr}`).to.equal(0);
    }
  });

  async function healed(): Promise<boolean> {
    const { items } = await lab.labctlJson<{ items: { kind: string; state: string }[] }>('job', 'list');
    return items.some(({ kind, state }) => kind === 'heal' && state === 'succeeded');
  }
});
