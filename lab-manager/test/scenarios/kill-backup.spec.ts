import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Job, JobKind } from '../../src/core/model/job.ts';
import { resticProgram } from '../support/backup-programs.ts';
import { dieAtEachPoint } from '../support/die-at-each-point.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { filesIn, rowsIn, sql } from '../support/lab-contents.ts';

const run = promisify(execFile);

const labFile = `name: Test lab
domain: lab.localhost
backup:
  schedule: off
  repositories:
    - { name: first, location: backups/first }
    - { name: second, location: backups/second }
`;
const services = ['front', 'prod-db', 'prod-glab'];
const points = (...steps: string[]) =>
  steps.flatMap((step) =>
    ['before-intent', 'before', 'after', 'after-done'].map((when) => `${step}.${when}`),
  );

/**
 * The manager dies by SIGKILL at every point of what makes snapshots, one after the other, with real databases, containers and
 * repositories. Whatever the order: no snapshot is called whole that isn't, the lab runs on as it was, and nothing is left.
 */
describe('scenario: a manager killed between any two steps of a backup', function () {
  this.timeout(900_000);
  let lab: HostLab;
  let program: string;
  let environment: Record<string, string>;
  let then: Contents;

  before(async () => {
    program = await resticProgram('shipped');
    environment = { PATH: `${dirname(program)}:${process.env['PATH'] ?? ''}` };
    lab = await HostLab.create(labFile);
    lab.start(environment);
    await lab.up();
    await mkdir(at('data/of people'));
    await run('sh', ['-c', 'seq 1 2000 | split -l 20 -a 4 - "$1/file-"', 'sh', at('data/of people')]);
    await writeFile(at('data/of people/noise'), randomBytes(4 * 1024 ** 2));
    await run('chown', ['-R', '10001:10001', at('data/of people')]);
    await sql(
      `${lab.labId}-prod-db`,
      'CREATE TABLE labstead.probes (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(80)); USE labstead; INSERT INTO probes (name) SELECT UUID() FROM seq_1_to_5000',
    );
    then = await contents();
    await lab.kill('SIGTERM');
  });
  after(() => (lab as HostLab | undefined)?.remove());

  it('must end a backup with one whole snapshot in each repository, however often it dies on the way', async () => {
    lab.askWhileDown('backup', 'lab', { repository: 'first' });
    const deaths = await dying(async (met) => {
      expect(await lab.serves(...services), `${met.at(-1)}: the lab ran on`).to.equal(true);
      if (existsSync(home('backups/first/config')))
        expect((await snapshots('first')).filter(isComplete).length, met.at(-1)).to.be.at.most(1);
    });
    expectSucceeded('backup');
    expect(deaths).to.include.members([
      ...points('begin', 'dump:prod-db', 'stage', 'snapshot', 'copy:second'),
      ...points('check:first', 'check:second', 'retain:first', 'retain:second', 'end'),
    ]);
    await expectWholeSnapshots();
    await expectNothingLeft();
    expect(await running()).to.deep.equal(then);
  });

  it('must end a backup the same way where it dies in the middle of a step', async () => {
    lab.askWhileDown('backup', 'lab', { repository: 'first' });
    await change();
    then = await running();
    await dieWithin('backup', [
      'begin',
      'dump:prod-db',
      'snapshot',
      'copy:second',
      'check:first',
      'retain:first',
    ]);
    expectSucceeded('backup');
    await expectWholeSnapshots();
    await expectNothingLeft();
  });

  interface Contents {
    files: readonly string[];
    rows: readonly string[];
  }
  interface Kept {
    id: string;
    tags: string[];
  }

  const home = (...parts: string[]) => join(lab.home, ...parts);
  const at = (...parts: string[]) => home('environments/prod', ...parts);

  const dying = (afterDeath: (met: readonly string[]) => Promise<void> | void): Promise<string[]> =>
    dieAtEachPoint(lab, { settled, afterDeath, environment });

  /** Dies once in the middle of each of these steps, in this order, and then comes to its end. */
  async function dieWithin(kind: JobKind, steps: readonly string[]): Promise<void> {
    for (const step of steps) {
      lab.start(environment);
      // Some take a tenth of a second.
      for (const end = performance.now() + 120_000; !isAt(kind, step); await sleep(5))
        expect(performance.now(), `${kind} comes to ${step}`).to.be.lessThan(end);
      await sleep(50);
      await lab.kill();
    }
    lab.start(environment);
    await settled();
    await lab.kill('SIGTERM');
  }

  /** Read beside the manager, as SQLite allows. */
  function isAt(kind: JobKind, step: string): boolean {
    const database = new Database(home('state/lab.db'), { readonly: true });
    try {
      const found = database
        .prepare(
          "SELECT 1 FROM job_steps JOIN jobs ON jobs.id = job_id WHERE kind = ? AND name = ? AND job_steps.state = 'intent' AND jobs.state = 'running'",
        )
        .get(kind, step);
      return found !== undefined;
    } finally {
      database.close();
    }
  }

  async function settled(): Promise<'settled'> {
    await until(
      'the lab runs and no job is open',
      async () => (await lab.serves(...services)) && lab.unfinishedJobs() === 0,
      120_000,
    );
    return 'settled';
  }

  async function contents(): Promise<Contents> {
    const files = await Promise.all([filesIn(at('data')), filesIn(at('bricks'))]);
    return { files: files.flat(), rows: await rowsIn(`${lab.labId}-prod-db`) };
  }

  /** Containers run on while the manager is down. */
  async function running(): Promise<Contents> {
    expect(await lab.serves(...services), 'the lab runs').to.equal(true);
    return contents();
  }

  /** As people do, to files and rows, every time in another way. */
  async function change(): Promise<void> {
    await writeFile(at('data/of people/noise'), randomBytes(4 * 1024 ** 2));
    await rm(at('data/of people/file-aaab'), { force: true });
    await sql(
      `${lab.labId}-prod-db`,
      'DELETE FROM labstead.probes WHERE id % 7 = 0; INSERT INTO labstead.probes (name) VALUES (UUID())',
    );
  }

  function expectSucceeded(kind: JobKind): Job {
    const job = lab.jobs().find((one) => one.kind === kind)!;
    expect(job.state, job.error?.message ?? job.outcome ?? '').to.equal('succeeded');
    return job;
  }

  async function expectNothingLeft(): Promise<void> {
    const names = (await lab.containers()).map(({ Names }) => Names[0]!.replace(`/${lab.labId}-`, ''));
    expect(names.sort()).to.deep.equal([...services].sort());
    const label = [`org.labstead.lab=${lab.labId}`];
    const networks = await lab.engine.list<{ Name: string }>('/networks', { label });
    expect(networks.map(({ Name }) => Name).filter((name) => name.includes('scratch'))).to.deep.equal([]);
    const asides = (await readdir(at())).filter((name) => name.startsWith('.'));
    expect(asides).to.deep.equal([]);
    expect(existsSync(home('backups/staging')), 'staged').to.equal(false);
    for (const name of ['first', 'second'])
      expect(await readdir(home('backups', name, 'locks')), `locks of ${name}`).to.deep.equal([]);
  }

  /** Of the newest backup: one in each repository, called complete, and every byte of it right. */
  async function expectWholeSnapshots(): Promise<void> {
    const { id } = lab.jobs().find(({ kind }) => kind === 'backup')!;
    for (const name of ['first', 'second']) {
      const own = (await snapshots(name)).filter(({ tags }) => tags.includes(`job=${id}`));
      expect(own.map(isComplete), name).to.deep.equal([true]);
      await restic(name, 'check', '--read-data');
      const target = home('restored', name);
      await restic(name, 'restore', `${own[0]!.id}:/environments/prod`, '--target', target);
      const files = await Promise.all(['data', 'bricks'].map((it) => filesIn(join(target, it))));
      expect(files.flat(), name).to.deep.equal((await contents()).files);
      await rm(target, { recursive: true });
    }
  }

  const isComplete = ({ tags }: Kept): boolean => tags.includes('complete');

  const snapshots = async (name: string): Promise<Kept[]> =>
    JSON.parse(await restic(name, 'snapshots', '--json', '--no-lock')) as Kept[];

  async function restic(name: string, ...argv: string[]): Promise<string> {
    const opens = [
      '--repo',
      home('backups', name),
      '--password-file',
      home('state/secrets/backup', name, 'password'),
    ];
    return (await run(program, [...opens, '--no-cache', ...argv], { maxBuffer: 64 * 1024 ** 2 })).stdout;
  }
});
