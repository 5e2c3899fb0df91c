import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Job, JobKind } from '../../src/core/model/job.ts';
import { resticProgram } from '../support/backup-programs.ts';
import { dieAtEachPoint } from '../support/die-at-each-point.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { lightenKeys } from '../support/light-keys.ts';
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
const pointsOf =
  (...whens: string[]) =>
  (...steps: string[]) =>
    steps.flatMap((step) => whens.map((when) => `${step}.${when}`));
const points = pointsOf('before', 'after', 'after-done');
/** Nothing happened since the point before. */
const idle = pointsOf('before-intent');

/**
 * The manager dies by SIGKILL at every point of what makes snapshots and what restores them, one after the other, with real
 * databases, containers and repositories. Whatever the order: no snapshot is called whole that isn't, the lab ends up as it was
 * or as it was restored, what was before is there until it is confirmed, and nothing else is left.
 */
describe('scenario: a manager killed between any two steps of a backup or a restore', function () {
  this.timeout(900_000);
  let lab: HostLab;
  let program: string;
  let environment: Record<string, string>;
  /** The last backup's. */
  let snapshot: string;
  let then: Contents;
  /** Points of a restore that aren’t its own: where else they come it need not die once more. */
  let known: readonly string[] = [];
  const lightened = new Set<string>();

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

  it('must end a backup that it dies in the middle of with one whole snapshot in each repository', async () => {
    lab.askWhileDown('backup', 'lab', { repository: 'first' });
    // Of what makes a repository the key is written first.
    await dieWithin('backup', [
      { step: 'begin', once: () => isKeyed('first') },
      { step: 'dump:prod-db' },
      { step: 'snapshot' },
      { step: 'copy:second', once: () => isKeyed('second') },
      { step: 'copy:second' },
      { step: 'check:first' },
      { step: 'retain:first' },
    ]);
    expectSucceeded('backup');
    await expectWholeSnapshots();
    await expectNothingLeft([]);
    expect(await running()).to.deep.equal(then);
  });

  it('must do so however often it dies between two steps', async () => {
    await change();
    then = await running();
    lab.askWhileDown('backup', 'lab', { repository: 'first' });
    const steps = [
      ...['begin', 'dump:prod-db', 'stage', 'snapshot', 'copy:second'],
      ...['check:first', 'check:second', 'retain:first', 'retain:second', 'end'],
    ];
    const deaths = await dying(
      async (met) => {
        expect(await lab.serves(...services), `${met.at(-1)}: the lab ran on`).to.equal(true);
        for (const name of ['first', 'second'])
          expect((await newest(name)).filter(isComplete).length, met.at(-1)).to.be.at.most(1);
      },
      idle(...steps),
    );
    expect(deaths).to.include.members(points(...steps));
    expectSucceeded('backup');
    await expectWholeSnapshots();
    await expectNothingLeft([]);
    expect(await running()).to.deep.equal(then);
  });

  it('must bring a database back, with what was before aside, and put that back, however often it dies on the way', async () => {
    await change();
    const now = await running();
    const before = await stat(at('db'));
    lab.askWhileDown('restore', 'prod-db', { snapshot, repository: 'first', waitForWork: 0 });
    const steps = [
      ...['preflight', 'fetch:prod-db', 'load:prod-db', 'prove:prod-db', 'probe:prod', 'clear'],
      ...['remember', 'swap:prod-db', 'discard', 'inPlace'],
    ];
    const deaths = await dying(() => expectStillThere(before.ino), idle(...steps));
    expect(deaths).to.include.members(points(...steps));
    known = deaths.filter((point) => !/^(swap|discard|inPlace)\b/.test(point));
    const restore = expectSucceeded('restore').id;
    expect(await running()).to.deep.equal({ files: now.files, rows: then.rows });
    await expectNothingLeft([`.before-${restore}`]);

    const restored = await stat(at('db'));
    lab.askWhileDown('undo-restore', 'prod', { restore, waitForWork: 0 });
    const undoing = await dying(() => expectStillThere(before.ino, restored.ino), known);
    // What it remembers first is not done once more, nor noted.
    expect(undoing).to.include.members(['begin.before', 'begin.after', ...points('putBack:prod-db', 'end')]);
    expectSucceeded('undo-restore');
    expect(await running()).to.deep.equal(now);
    await expectNothingLeft([`.restore-${restore}`]);
    await expectConfirmed(restore, 'discard');
    expect(await running()).to.deep.equal(now);
  });

  it('must bring an environment back, with what was before aside until it is confirmed, however often it dies', async () => {
    await change();
    const parts = ['data', 'bricks', 'db'];
    const before = await Promise.all(parts.map(async (part) => (await stat(at(part))).ino));
    lab.askWhileDown('restore', 'prod', { snapshot, repository: 'first', waitForWork: 0 });
    const fetched = parts.map((part) => `fetch:prod-${part}`);
    const steps = [...parts.map((part) => `swap:prod-${part}`), 'discard', 'inPlace'];
    const deaths = await dying(
      () => expectStillThere(...before),
      [...new Set([...known, ...points(...fetched), ...idle(...fetched, ...steps)])],
    );
    expect(deaths).to.include.members(points(...steps));
    const restore = expectSucceeded('restore').id;
    expect(await running()).to.deep.equal(then);
    await expectNothingLeft([`.before-${restore}`]);
    await expectStillThere(...before);

    await expectConfirmed(restore, 'forgetBefore:prod');
    expect(await running()).to.deep.equal(then);
  });

  it('must bring an environment back where it dies in the middle of a step, and start again before it is told to', async () => {
    await change();
    const before = (await stat(at('db'))).ino;
    lab.askWhileDown('restore', 'prod', { snapshot, repository: 'first', waitForWork: 0 });
    const steps = [
      'fetch:prod-data',
      'load:prod-db',
      'prove:prod-db',
      'probe:prod',
      'stopContainer:prod-glab',
    ];
    await dieWithin(
      'restore',
      steps.map((step) => ({ step })),
    );
    const restore = expectSucceeded('restore').id;
    expect(await running()).to.deep.equal(then);
    await expectNothingLeft([`.before-${restore}`]);
    await expectStillThere(before);
  });

  interface Contents {
    files: readonly string[];
    rows: readonly string[];
  }
  interface Death {
    step: string;
    /** What the step has come to by then; undefined: it has just begun. */
    once?: () => boolean;
  }
  interface Kept {
    id: string;
    tags: string[];
  }

  const home = (...parts: string[]) => join(lab.home, ...parts);
  const passwordFile = (name: string) => home('state/secrets/backup', name, 'password');
  const at = (...parts: string[]) => home('environments/prod', ...parts);

  /** Restic runs some three hundred times. */
  async function lightenOnceMade(): Promise<void> {
    for (const name of ['first', 'second'].filter((it) => !lightened.has(it))) {
      if (!existsSync(home('backups', name, 'config'))) continue;
      await lightenKeys(home('backups', name), passwordFile(name));
      lightened.add(name);
    }
  }

  const dying = (
    afterDeath: (met: readonly string[]) => Promise<void> | void,
    spared: readonly string[] = [],
  ): Promise<string[]> => dieAtEachPoint(lab, { settled, afterDeath, environment, spared });

  /** Dies once in the middle of each of these steps, in this order, and then comes to its end. */
  async function dieWithin(kind: JobKind, deaths: readonly Death[]): Promise<void> {
    for (const { step, once } of deaths) {
      const since = Date.now();
      lab.start(environment);
      await soon(`${kind} comes to ${step}`, () => isAt(kind, step, since));
      if (once === undefined) await sleep(50);
      else await soon(`${step} comes so far`, once);
      await lab.kill();
      await lightenOnceMade();
    }
    lab.start(environment);
    await settled();
    await lab.kill('SIGTERM');
  }

  /** Some steps take a tenth of a second. */
  async function soon(what: string, check: () => boolean): Promise<void> {
    for (const end = performance.now() + 120_000; !check(); await sleep(1))
      if (performance.now() > end) throw new Error(`it did not come true that ${what}:\n${await lab.tail()}`);
  }

  const isKeyed = (name: string): boolean =>
    existsSync(home('backups', name, 'keys')) && readdirSync(home('backups', name, 'keys')).length > 0;

  /** Read beside the manager, as SQLite allows. */
  function isAt(kind: JobKind, step: string, since: number): boolean {
    const database = new Database(home('state/lab.db'), { readonly: true });
    try {
      const found = database
        .prepare(
          "SELECT 1 FROM job_steps JOIN jobs ON jobs.id = job_id WHERE kind = ? AND name = ? AND job_steps.state = 'intent' AND job_steps.started_at >= ?",
        )
        .get(kind, step, since);
      return found !== undefined;
    } finally {
      database.close();
    }
  }

  async function settled(over?: AbortSignal): Promise<'settled'> {
    await until(
      'the lab runs, no job is open, and no repository is locked',
      async () => (await lab.serves(...services)) && lab.unfinishedJobs() === 0 && locks().length === 0,
      120_000,
      over,
    ).catch(async (error: unknown) => {
      const left = `jobs: ${lab.unfinishedJobs()}; locks: ${locks().join(' ')}`;
      throw new Error(`${String(error)}\n${left}\n${await lab.tail()}`);
    });
    return 'settled';
  }

  /** What died left some, and the first look of the next one takes them away; one that was half written is none to restic. */
  const locks = (): readonly string[] =>
    ['first', 'second']
      .map((name) => home('backups', name, 'locks'))
      .flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []))
      .filter((name) => /^[0-9a-f]{64}$/.test(name));

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

  /** In place or aside, by the numbers that the file system gave it. */
  async function expectStillThere(...inodes: readonly number[]): Promise<void> {
    const asides = (await readdir(at())).filter((name) => name.startsWith('.'));
    const places = ['.', ...asides].map((name) => at(name));
    const found = await Promise.all(
      places.map(async (place) =>
        Promise.all((await readdir(place)).map(async (name) => (await stat(join(place, name))).ino)),
      ),
    );
    expect(found.flat()).to.include.members([...inodes]);
  }

  /** However often it dies as it deletes what lies aside. */
  async function expectConfirmed(restore: string, step: string): Promise<void> {
    lab.askWhileDown('confirm-restore', 'prod', { restore });
    expect(await dying(() => undefined, known)).to.include.members([
      ...points('confirm', step),
      // What was forgotten is not there to be noted.
      ...['forget.before', 'forget.after'],
    ]);
    expectSucceeded('confirm-restore');
    await expectNothingLeft([]);
  }

  /** Beside what restores put aside. */
  async function expectNothingLeft(but: readonly string[]): Promise<void> {
    const names = (await lab.containers()).map(({ Names }) => Names[0]!.replace(`/${lab.labId}-`, ''));
    expect(names.sort()).to.deep.equal([...services].sort());
    const label = [`org.labstead.lab=${lab.labId}`];
    const networks = await lab.engine.list<{ Name: string }>('/networks', { label });
    expect(networks.map(({ Name }) => Name).filter((name) => name.includes('scratch'))).to.deep.equal([]);
    const asides = (await readdir(at())).filter((name) => name.startsWith('.'));
    expect(asides).to.deep.equal(but);
    expect(existsSync(home('backups/staging')), 'staged').to.equal(false);
    expect(locks(), 'locks').to.deep.equal([]);
  }

  /** Of the newest backup: one in each repository, called complete, and every byte of it right. */
  async function expectWholeSnapshots(): Promise<void> {
    for (const name of ['first', 'second']) {
      const own = await newest(name);
      expect(own.map(isComplete), name).to.deep.equal([true]);
      await restic(name, 'check', '--read-data');
      const target = home('restored', name);
      await restic(name, 'restore', `${own[0]!.id}:/environments/prod`, '--target', target);
      const files = await Promise.all(['data', 'bricks'].map((it) => filesIn(join(target, it))));
      expect(files.flat(), name).to.deep.equal((await contents()).files);
      await rm(target, { recursive: true });
      if (name === 'first') snapshot = own[0]!.id;
    }
  }

  const isComplete = ({ tags }: Kept): boolean => tags.includes('complete');

  /** Of the newest backup. */
  async function newest(name: string): Promise<Kept[]> {
    const { id } = lab.jobs().find(({ kind }) => kind === 'backup')!;
    const all = JSON.parse(await restic(name, 'snapshots', '--json', '--no-lock')) as Kept[];
    return all.filter(({ tags }) => tags.includes(`job=${id}`));
  }

  async function restic(name: string, ...argv: string[]): Promise<string> {
    const opens = ['--repo', home('backups', name), '--password-file', passwordFile(name)];
    return (await run(program, [...opens, '--no-cache', ...argv], { maxBuffer: 64 * 1024 ** 2 })).stdout;
  }
});
