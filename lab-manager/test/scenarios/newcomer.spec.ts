import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { browse } from '../support/browse.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';

/** Lines of its shell blocks that begin with labctl, without their comments. */
function readmeCommands(readme: string): string[] {
  const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
  return blocks
    .flatMap((text) => text.split('\n'))
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line.startsWith('labctl '));
}

/** The README's walk, word for word, on a lab that install.sh made: from one command to a result in one's hands. */
describe('scenario: a newcomer', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  const example = join(import.meta.dirname, '../../../bricks/labstead_tables/tests/testdata/penguins.csv');
  let lab: InstalledLab;

  before(async () => {
    lab = await InstalledLab.install();
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
    ]);
  });

  it('must see an empty plan', async () => {
    expect((await lab.labctl('plan')).stdout.trim()).to.equal('Nothing to do: the lab is as it should be.');
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
    const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
    const commands = readmeCommands(readme).filter((command) => command !== 'labctl login');
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

  async function healed(): Promise<boolean> {
    const { items } = await lab.labctlJson<{ items: { kind: string; state: string }[] }>('job', 'list');
    return items.some(({ kind, state }) => kind === 'heal' && state === 'succeeded');
  }
});
