import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { verbNames } from '../../src/contract/verbs.ts';
import { browse, type Answer } from '../support/browse.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';
import { oddNames } from '../support/odd-names.ts';

interface Problem {
  title: string;
  code: string;
  detail?: string;
  errors?: { path: string; message: string }[];
}

/** Names with quotes, newlines or 10,000 characters, at every door of a lab that runs: told in a sentence, and nothing else. */
describe('scenario: odd names', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  const entries = Object.entries(oddNames);
  let lab: InstalledLab;
  let token: string;
  let asFound: unknown;

  before('a lab that runs', async () => {
    lab = await InstalledLab.install({ dev: false });
    await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    const login = { email: owner.email, password: owner.password, tokenName: 'test' };
    const answer = await browse(lab, 'POST', '/api/v1/login', { body: login });
    token = (JSON.parse(answer.text) as { token: string }).token;
    const password = await lab.write('password', owner.password);
    await lab.labctl('login', '--email', owner.email, '--password-file', password);
    await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 120_000);
    asFound = await picture();
  });
  after(() => (lab as InstalledLab | undefined)?.remove());

  for (const [what, name] of entries) {
    it(`the API must refuse ${what} as any name in a sentence, and do nothing`, async () => {
      const encoded = encodeURIComponent(name);
      for (const kind of verbNames) told(await call('POST', '/jobs', { kind, target: name }), kind);
      for (const [method, path] of [
        ['GET', `/services/${encoded}/logs`],
        ['GET', `/figures/history?subject=${encoded}`],
        ['GET', `/jobs/${encoded}`],
        ['POST', `/environments/${encoded}/start`],
        ['DELETE', `/reference/${encoded}`],
        ['DELETE', `/environments/prod/brick-data/${encoded}`],
      ] as const)
        toldInPath(await call(method, path), `${method} ${path.slice(0, 60)}`, encoded);
      expect(await picture()).to.deep.equal(asFound);
    });

    it(`the lab file must refuse ${what} as a variable’s name, by its place`, async () => {
      const text = labFile({ [name]: 'value' });
      const answer = await call('POST', '/config/check', { text });
      const { code, errors = [] } = told(answer, 'config/check');
      expect([code, errors.length], answer.text.slice(0, 300)).to.deep.equal(['labfile.invalid', 1]);
      expect(errors[0]?.path).to.match(/^environments\.prod\.variables\..{1,150}$/);
      expect(errors[0]?.message).to.match(/^[^\n\r\u2028]{1,200}$/);
      const set = await lab.labctl('config', 'set', await lab.write('odd.yaml', text));
      expect(set.status).to.equal(9);
      short(set.stdout + set.stderr, 'labctl config set');
      expect(await picture()).to.deep.equal(asFound);
    });

    it(`labctl must refuse ${what} as any name with a status and a sentence`, async () => {
      for (const argv of [
        ['stop', name],
        ['start', name],
        ['logs', name],
        ['disable', name],
        ['brick', 'remove-data', name],
        ['biota', 'remove', name],
        ['job', 'show', name],
      ]) {
        const { status, stdout, stderr } = await lab.labctl(...argv);
        expect(status, `${argv[0] ?? ''}: ${stderr.slice(0, 200)}`).to.be.oneOf([2, 4, 9]);
        short(stdout + stderr, argv.slice(0, -1).join(' '));
      }
      expect(await picture()).to.deep.equal(asFound);
    });

    it(`a brick must get no service called ${what}, and be told in one line`, async () => {
      const folder = await brick('odd', { name, kind: 'database' });
      await brickProblem('services[0].name has to be');
      expect(await picture()).to.deep.equal(asFound);
      await rm(folder, { recursive: true });
      // Of what a file system takes as a name, and is no folder that is hidden.
      const spoken = name.replaceAll('/', '⁄').replace(/^\.+/, '').slice(0, 80);
      const other = await brick(spoken, { name: 'notes', kind: 'database' });
      await brickProblem('can’t be part of a host’s name');
      expect(await picture()).to.deep.equal(asFound);
      await rm(other, { recursive: true });
      await until('nothing is told any more', async () => (await brickProblems()).length === 0);
    });
  }

  it('a variable’s value must arrive in the container as it was written, whatever it holds', async () => {
    const values = Object.fromEntries(entries.map(([, value], index) => [`ODD_${index}`, value]));
    const set = await lab.labctl('config', 'set', await lab.write('values.yaml', labFile(values)));
    expect(set.status, set.stdout + set.stderr).to.equal(0);
    const applied = await lab.labctl('apply');
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0);
    const { Config } = await lab.engine.get<{ Config: { Env: string[] } }>(
      `/containers/${lab.labId}-prod-glab/json`,
    );
    for (const [name, value] of Object.entries(values)) expect(Config.Env).to.include(`${name}=${value}`);
  });

  /** JSON is YAML. */
  const labFile = (variables: object): string =>
    `name: Test lab\ndomain: lab.localhost\nenvironments: { prod: { variables: ${JSON.stringify(variables)} } }\n`;

  const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
    browse(lab, method, `/api/v1${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    });

  /** Refused for what was asked, in words of one line. */
  function told({ status, text }: Answer, what: string): Problem {
    expect(status, `${what}: ${text.slice(0, 300)}`).to.be.within(400, 431);
    const problem = JSON.parse(text) as Problem;
    expect(problem.code, what).to.match(/^[a-z]+\.[a-z_]+$/);
    for (const words of [problem.title, problem.detail ?? ''])
      expect(words, what).to.match(/^[^\n\r\u2028]{0,400}$/);
    return problem;
  }

  /** What parts a path the edge refuses by itself, without a word. */
  function toldInPath(answer: Answer, what: string, encoded: string): void {
    if (encoded.includes('%2F') && what.includes('%2F') && !what.includes('?'))
      expect(answer.status, what).to.equal(400);
    else told(answer, what);
  }

  function short(words: string, what: string): void {
    expect(words.length, `${what}: ${words.slice(0, 300)}`).to.be.within(1, 1500);
    expect(words, what).to.not.match(/\n +at |\[object|undefined/);
  }

  async function brick(folder: string, service: object): Promise<string> {
    const path = join(lab.home, 'environments/prod/bricks', folder);
    await mkdir(path, { recursive: true });
    const settings = { name: 'odd', version: '1.0.0', services: [service] };
    await writeFile(join(path, 'settings.json'), JSON.stringify(settings));
    return path;
  }

  async function brickProblems(): Promise<{ message: string; subject: string }[]> {
    type Told = { id: string; message: string; subject: string };
    // Whoever asks the doctor has the lab looked at anew.
    await lab.labctl('doctor');
    const { problems } = JSON.parse((await call('GET', '/status')).text) as { problems: Told[] };
    return problems.filter(({ id }) => id === 'brick-service');
  }

  async function brickProblem(words: string): Promise<void> {
    await until(`it is told: ${words}`, async () => {
      const [first] = await brickProblems();
      if (first?.message.includes(words) !== true) return false;
      expect(first.message).to.match(/^[^\n\r\u2028]{1,300}$/);
      expect(first.subject).to.match(/^[^\n\r\u2028]{1,150}$/);
      return true;
    });
  }

  /** What must not change: the containers, the networks, the accepted lab file, the jobs. */
  async function picture(): Promise<unknown> {
    const label = [`org.labstead.lab=${lab.labId}`];
    const containers = await lab.engine.list<{ Id: string }>('/containers/json?all=1', { label });
    const networks = await lab.engine.list<{ Id: string }>('/networks', { label });
    const jobs = JSON.parse((await call('GET', '/jobs')).text) as { items: { id: string }[] };
    return [
      containers.map(({ Id }) => Id).sort(),
      networks.map(({ Id }) => Id).sort(),
      jobs.items.map(({ id }) => id),
      await readFile(join(lab.home, 'lab.yaml'), 'utf8'),
    ];
  }
});
