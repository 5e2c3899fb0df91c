import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { browse } from '../support/browse.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';
import { developing, readmeCommands } from '../support/readme.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');

const task = (title: string) => `from typing import ClassVar

from labstead_core import Needs, Task, TaskContext, task


@task("${title}")
class Greet(Task):
    needs: ClassVar = Needs(cpus=1, memory_mib=400, min_memory_mib=128, hours=1)

    def run(self, context: TaskContext) -> None:
        context.log("hello")
`;

interface Status {
  services: { name: string; state: string }[];
  /** Null until it has looked for the first time. */
  observedAt: string | null;
}

const test = `import os
import time
from pathlib import Path

import pymysql


def test_the_database_is_this_runs_own():
    password = Path(os.environ["LABSTEAD_TEST_DATABASE_PASSWORD_FILE"]).read_text()
    connection = pymysql.connect(
        host=os.environ["LABSTEAD_TEST_DATABASE_HOST"],
        user=os.environ["LABSTEAD_TEST_DATABASE_USER"],
        password=password,
        database=os.environ["LABSTEAD_TEST_DATABASE_NAME"],
        autocommit=True,
    )
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE mine (n INT)")
    cursor.execute("INSERT INTO mine VALUES (1)")
    place = Path("/tmp/runs")
    place.mkdir(exist_ok=True)
    (place / str(os.getpid())).touch()
    deadline = time.monotonic() + 30
    while len(list(place.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(list(place.iterdir())) == 2, "the two runs were not there at once"
    cursor.execute("SELECT COUNT(*) FROM mine")
    assert cursor.fetchone() == (1,)


def test_the_brick_is_imported_as_in_dev():
    from sample.tasks import Greet

    assert Greet.__name__ == "Greet"
`;

/** A developer's day, on a lab that install.sh made: dev beside prod, and nothing of it in prod. */
describe('scenario: development', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  let lab: InstalledLab;

  before(async () => {
    lab = await InstalledLab.install({ dev: false });
    await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    const password = await lab.write('password', owner.password);
    await lab.labctl('login', '--email', owner.email, '--password-file', password);
    await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 120_000);
  });
  after(() => (lab as InstalledLab | undefined)?.remove());

  const save = async (path: string, text: string) => {
    const file = join(lab.home, 'environments/dev/workspace/bricks/sample', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    // As the codelab's user, whose files these are.
    await run('chown', ['-R', '10005:10001', join(lab.home, 'environments/dev/workspace/bricks/sample')]);
    await chown(file, 10005, 10001);
  };
  const inside = (service: string, ...argv: string[]) =>
    run('docker', ['exec', `${lab.labId}-${service}`, ...argv]).then(
      ({ stdout, stderr }) => ({ status: 0, text: stdout + stderr }),
      (error: { code?: number; stdout?: string; stderr?: string }) => ({
        status: error.code ?? -1,
        text: `${error.stdout ?? ''}${error.stderr ?? ''}`,
      }),
    );
  const titles = async (environment: string) => {
    const { items } = await lab.labctlJson<{ items: { id: string; title: string }[] }>(
      'task',
      'list',
      '--env',
      environment,
    );
    return items.filter(({ id }) => id.startsWith('sample.')).map(({ title }) => title);
  };

  it('must be switched on in the lab file, and run beside prod', async () => {
    let unreachable = 0;
    const watching = setInterval(() => {
      browse(lab, 'GET', '/api/v1/lab').catch(() => (unreachable += 1));
    }, 50);
    await writeFile(join(lab.home, 'environments/prod/data/mine'), 'prod’s own');
    const applied = await withDev(true);
    clearInterval(watching);
    expect(unreachable, 'requests that found nobody').to.equal(0);
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0);
    const { services } = await lab.labctlJson<Status>('status');
    const running = services.filter(({ state }) => state === 'running').map(({ name }) => name);
    expect(running).to.include.members(['prod-glab', 'dev-db', 'dev-glab', 'dev-testdb', 'dev-codelab']);
    expect((await lab.labctl('plan')).stdout.trim()).to.equal('Nothing to do: the lab is as it should be.');
  });

  it('must ask for a sign-in on both hosts, for every path', async () => {
    for (const url of ['dev', 'codelab'].map((name) => `https://${name}.lab.localhost:${lab.httpsPort}`)) {
      const page = await browse(lab, 'GET', `${url}/`, {
        headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' },
      });
      expect([page.status, String(page.headers['location']).startsWith(`${lab.url}/sso`)]).to.deep.equal([
        302,
        true,
      ]);
      for (const path of ['/jupyter/api/kernels', '/api/v1/tasks', '/healthz', '/proxy/8888/'])
        expect((await browse(lab, 'GET', url + path)).status, url + path).to.equal(401);
    }
  });

  it('must open files in the notebooks whatever characters their names have, by anything but their path', async () => {
    const login = { email: owner.email, password: owner.password, tokenName: 'odd names' };
    const answer = await browse(lab, 'POST', '/api/v1/login', { body: login });
    const headers = { authorization: `Bearer ${(JSON.parse(answer.text) as { token: string }).token}` };
    const contents = `${lab.urlOf('codelab.lab.localhost')}/jupyter/api/contents/`;
    for (const name of ['100%.txt', 'C#.txt', 'a;b.txt', 'why?.txt', '%2e%2e.txt']) {
      await inside('dev-codelab', 'sh', '-c', 'echo "$1" >"/workspace/$1"', 'sh', name);
      const { status, text } = await browse(lab, 'GET', contents + encodeURIComponent(name), { headers });
      expect(status, `${name}: ${text}`).to.equal(200);
      expect((JSON.parse(text) as { content: string }).content).to.equal(`${name}\n`);
      await inside('dev-codelab', 'rm', `/workspace/${name}`);
    }
    for (const path of ['..%2F..%2Fetc%2Fpasswd', '..%5Cetc', 'a%00b'])
      expect((await browse(lab, 'GET', contents + path, { headers })).status, path).to.equal(400);
  });

  it('must show a saved change of a task in dev within ten seconds, and nothing of it in prod', async () => {
    await save('settings.json', '{"name": "sample", "version": "1.0.0"}');
    await save('src/sample/__init__.py', '');
    for (const title of ['Greet', 'Greet warmly']) {
      await save('src/sample/tasks.py', task(title));
      await until(`dev shows “${title}”`, async () => (await titles('dev')).join() === title, 10_000);
    }
    expect(await titles('prod')).to.deep.equal([]);
  });

  it('must run a changed task in dev', async () => {
    const done = await lab.labctl('task', 'run', 'sample.greet', '--env', 'dev');
    expect(done.status, done.stdout + done.stderr).to.equal(0);
  });

  it('must let the codelab stop, start, reload and look at dev-glab, by a command in its terminal', async () => {
    const stopped = await inside('dev-codelab', 'dev', 'stop');
    expect(stopped.status, stopped.text).to.equal(0);
    expect(await state('dev-glab')).to.equal('stopped');
    expect(await state('prod-glab')).to.equal('running');
    const started = await inside('dev-codelab', 'dev', 'start');
    expect(started.status, started.text).to.equal(0);
    expect((await inside('dev-codelab', 'dev', 'reload')).text).to.match(/^sample +1\.0\.0$/m);
    expect((await inside('dev-codelab', 'dev', 'status')).text).to.match(/^dev-glab +running$/m);
  });

  it('must let the codelab do nothing else with its token', async () => {
    const script = `
import sys
from importlib.machinery import SourceFileLoader
dev = SourceFileLoader("dev", "/usr/local/bin/dev").load_module()
for method, path, body in (("GET", "/status", None), ("POST", "/jobs", {"kind": "stop", "target": "prod"}), ("GET", "/config", None)):
    try:
        dev.Lab().ask(method, path, body)
        sys.exit(f"{method} {path} was let in")
    except dev.ApiError as error:
        print(error)
`;
    const tried = await inside('dev-codelab', 'python3', '-c', script);
    expect(tried.status, tried.text).to.equal(0);
    expect(tried.text.match(/The role codelab may not do this/g)).to.have.length(3);
  });

  it('must run a brick’s tests twice at once, each with a database of its own', async () => {
    await save('tests/test_sample.py', test);
    const runs = await Promise.all([1, 2].map(() => lab.labctl('brick', 'test', 'sample')));
    for (const { status, stdout, stderr } of runs) expect(status, stdout + stderr).to.equal(0);
    expect(runs[0]?.stdout).to.match(/2 passed/);
  });

  it('must run on, with nobody there, while a notebook’s cell runs, ask before it is ended, and stop once it does not', async () => {
    const idle = await withDev(true, 'idle: { stopAfter: 2h }');
    expect(idle.status, idle.stdout + idle.stderr).to.equal(0);
    await beginCell('import time; time.sleep(600)');
    await leave();
    const noted = Date.now();
    // Once it was asked what goes on inside, somebody is known to be there.
    await until('the codelab was asked', async () => (await lastActivity()) >= noted - 60_000, 60_000);
    expect(await state('dev-codelab')).to.equal('running');
    const asked = await lab.labctl('restart', 'dev-codelab');
    expect([asked.status, /1 cell of a notebook is going on/.test(asked.stderr)]).to.deep.equal([5, true]);
    expect((await lab.labctl('restart', 'dev-codelab', '--now')).status).to.equal(0);
    await leave();
    await until('dev is stopped', async () => (await state('dev-codelab')) === 'stopped', 60_000);
    await until('the stop has ended', async () => (await state('dev-db')) === 'stopped', 60_000);
    const { stdout } = await lab.labctl('status');
    expect(stdout).to.match(/Stopped since \d\d:\d\d: nobody was using it\./);
    const started = await lab.labctl('start', 'dev');
    expect(started.status, started.stdout + started.stderr).to.equal(0);
  });

  it('must say which tests failed, and that a brick is not there', async () => {
    await save('tests/test_sample.py', 'def test_wrong():\n    assert 1 == 2\n');
    const failed = await lab.labctl('brick', 'test', 'sample');
    expect([failed.status, /1 failed/.test(failed.stdout)], failed.stdout).to.deep.equal([3, true]);
    expect((await lab.labctl('brick', 'test', 'nobody')).status).to.equal(4);
  });

  it('must not let dev-glab write the workspace, nor the codelab read what is dev’s data', async () => {
    expect((await inside('dev-glab', 'touch', '/workspace/bricks/written')).status).to.not.equal(0);
    expect((await inside('dev-codelab', 'ls', '/data')).status).to.not.equal(0);
    expect((await inside('dev-codelab', 'cat', '/etc/labstead/certs/lab.key')).status).to.not.equal(0);
  });

  it('must find that every labctl command of the README about it works as it stands there', async () => {
    await save('tests/test_sample.py', 'def test_right():\n    assert 1 == 1\n');
    for (const command of await readmeCommands((heading) => heading === developing)) {
      const [, ...argv] = command.split(' ');
      // What it asks on a terminal is answered on the command line.
      const answer = argv[0] === 'reset' ? ['--confirm', 'Test lab'] : [];
      const { status, stdout, stderr } = await lab.labctl(...argv, ...answer);
      expect(status, `${command}\n${stdout}${stderr}`).to.equal(0);
    }
  });

  it('must have emptied dev by the reset, and kept the bricks and all of prod', async () => {
    const { items } = await lab.labctlJson<{ items: unknown[] }>('scenario', 'list', '--env', 'dev');
    expect(items).to.deep.equal([]);
    await until('dev has its bricks', async () => (await titles('dev')).join() === 'Greet warmly');
    expect(await readFile(join(lab.home, 'environments/prod/data/mine'), 'utf8')).to.equal('prod’s own');
  });

  it('must not reset dev without the lab’s name, nor stop or reset it while a task runs, nor reset prod ever', async () => {
    expect((await lab.labctl('reset', 'dev')).status, 'no name and no terminal').to.equal(2);
    expect((await lab.labctl('reset', 'dev', '--confirm', 'My lab')).status, 'another name').to.equal(9);
    expect((await lab.labctl('reset', 'prod', '--confirm', 'Test lab')).status).to.equal(2);
    await save(
      'src/sample/tasks.py',
      task('Greet').replace('context.log("hello")', '__import__("time").sleep(600)'),
    );
    await until('dev has the slow task', async () => (await titles('dev')).join() === 'Greet');
    expect((await lab.labctl('task', 'run', 'sample.greet', '--env', 'dev', '--detach')).status).to.equal(0);
    await until('it runs', async () => (await scenarios('running')) === 1, 20_000);
    const kept = await inside('dev-codelab', 'dev', 'stop');
    expect(
      [kept.status, /1 scenario is running in dev.* dev stop --now/s.test(kept.text)],
      kept.text,
    ).to.deep.equal([1, true]);
    expect(await state('dev-glab')).to.equal('running');
    const refused = await lab.labctl('reset', 'dev', '--confirm', 'Test lab');
    expect(
      [refused.status, /1 scenario is running in dev/.test(refused.stderr)],
      refused.stderr,
    ).to.deep.equal([5, true]);
    expect(await scenarios('running')).to.equal(1);
    const ended = await inside('dev-codelab', 'dev', 'stop', '--now');
    expect(ended.status, ended.text).to.equal(0);
    expect((await inside('dev-codelab', 'dev', 'start')).status).to.equal(0);
    expect((await lab.labctl('task', 'run', 'sample.greet', '--env', 'dev', '--detach')).status).to.equal(0);
    await until('it runs again', async () => (await scenarios('running')) === 1, 20_000);
    const forced = await lab.labctl('reset', 'dev', '--confirm', 'Test lab', '--now');
    expect(forced.status, forced.stdout + forced.stderr).to.equal(0);
    expect(await scenarios('running')).to.equal(0);
  });

  it('must end no scenario by what it needs: a database of its brick, edited or stopped', async () => {
    const database = 'dev-db-sample-notes';
    const settings = (memory: string) =>
      save(
        'settings.json',
        JSON.stringify({
          name: 'sample',
          version: '1.0.0',
          services: [{ name: 'notes', kind: 'database', memory }],
        }),
      );
    const id = async () =>
      (await run('docker', ['inspect', '--format', '{{.Id}}', `${lab.labId}-${database}`])).stdout.trim();
    await settings('256 MiB');
    await until('the database runs', async () => (await state(database)) === 'running', 120_000);
    await until('dev has the slow task', async () => (await titles('dev')).join() === 'Greet', 20_000);
    const before = await id();
    expect((await lab.labctl('task', 'run', 'sample.greet', '--env', 'dev', '--detach')).status).to.equal(0);
    await until('it runs', async () => (await scenarios('running')) === 1, 20_000);
    for (const verb of [['stop'], ['restart'], ['uninstall', '--yes']])
      for (const target of [database, 'dev-db']) {
        const { status, stderr } = await lab.labctl(...verb, target);
        expect(
          [status, /1 scenario is running in dev/.test(stderr)],
          `${verb.join(' ')} ${target}: ${stderr}`,
        ).to.deep.equal([5, true]);
      }
    await settings('300 MiB');
    await until(
      'healing waits',
      async () =>
        (await lab.labctl('status')).stdout.includes(
          'Changes wait for its work to end: 1 scenario is running',
        ),
      120_000,
    );
    expect([await id(), await scenarios('running')]).to.deep.equal([before, 1]);
    expect((await lab.labctl('restart', 'dev-glab', '--now')).status).to.equal(0);
    await until('it is replaced', async () => (await id().catch(() => before)) !== before, 120_000);
  });

  it('must go again when it is switched off, and leave what was written there', async () => {
    const applied = await withDev(false);
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0);
    const left = await lab.engine.list('/containers/json?all=1', {
      label: [`org.labstead.lab=${lab.labId}`, 'org.labstead.environment=dev'],
    });
    expect(left).to.deep.equal([]);
    const { services } = await lab.labctlJson<Status>('status');
    expect(services.some(({ name }) => name.startsWith('dev-'))).to.equal(false);
    await run('test', ['-f', join(lab.home, 'environments/dev/workspace/bricks/sample/settings.json')]);
  });

  async function scenarios(status: string): Promise<number> {
    const { items } = await lab.labctlJson<{ items: { status: string }[] }>(
      'scenario',
      'list',
      '--env',
      'dev',
    );
    return items.filter((one) => one.status === status).length;
  }

  /** The page is closed right after it was begun. */
  async function beginCell(code: string): Promise<void> {
    const container = `${lab.labId}-dev-codelab`;
    const script = await readFile(join(repository, 'containers/codelab/smoke_unused.py'), 'utf8');
    await run('docker', ['exec', container, '/opt/jupyter/bin/python', '-c', script, code]);
  }

  /** As if nobody had come for three hours. */
  async function leave(): Promise<void> {
    await run('docker', ['stop', `${lab.labId}-lab-manager`]);
    const store = openStore({ directory: join(lab.home, 'state') });
    store.environments.noteActivity('dev', Date.now() - 3 * 3_600_000);
    store.close();
    await run('docker', ['start', `${lab.labId}-lab-manager`]);
    await until(
      'the manager has looked',
      async () => ((await status())?.observedAt ?? null) !== null,
      60_000,
    );
  }

  /** As the manager wrote it down; read beside it, as SQLite allows. */
  async function lastActivity(): Promise<number> {
    const database = new Database(join(lab.home, 'state/lab.db'), { readonly: true });
    try {
      const row = database
        .prepare("SELECT last_activity_at AS at FROM environments WHERE name = 'dev'")
        .get();
      return (row as { at: number }).at;
    } finally {
      database.close();
    }
  }

  async function withDev(enabled: boolean, more = '') {
    const dev = [`enabled: ${enabled}`, more].filter((one) => one !== '').join(', ');
    const text = `name: Test lab\ndomain: lab.localhost\nenvironments: { dev: { ${dev} } }\n`;
    const set = await lab.labctl('config', 'set', await lab.write('lab.yaml', text));
    expect(set.status, set.stdout + set.stderr).to.equal(0);
    return lab.labctl('apply');
  }

  async function state(service: string): Promise<string | undefined> {
    return (await status())?.services.find(({ name }) => name === service)?.state;
  }

  /** Undefined where nobody answers. A lab in which something needs a person answers with an exit status of its own. */
  async function status(): Promise<Status | undefined> {
    const { status, stdout } = await lab.labctl('--json', 'status');
    const answered: number[] = [exitCodes.ok.status, exitCodes.degraded.status];
    return answered.includes(status) ? (JSON.parse(stdout) as Status) : undefined;
  }
});
