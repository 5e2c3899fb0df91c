import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLabExports } from '../../src/adapters/export/lab-exports.ts';
import { FolderCounter } from '../../src/adapters/files/folder-counter.ts';
import { generations } from '../../src/adapters/files/backup/generations.ts';
import { laidDown } from '../../src/adapters/files/backup/laid-down.ts';
import { repositorySecrets } from '../../src/adapters/files/backup/repository-secrets.ts';
import { backupSources } from '../../src/adapters/files/backup/sources.ts';
import { backupStaging } from '../../src/adapters/files/backup/staging.ts';
import { labPaths } from '../../src/core/desired/paths.ts';
import type { Job, JobKind, JobParams } from '../../src/core/model/job.ts';
import type { EnvironmentName } from '../../src/core/model/lab-file.ts';
import type { BackupMemory } from '../../src/core/ports.ts';
import type { BackupHands } from '../../src/engine/backup/backup-hands.ts';
import type { Backups } from '../../src/engine/backups.ts';
import { dyingExports } from './dying-exports.ts';
import { eventually } from './eventually.ts';
import { FakeBackupRepositories } from './fake-backup-repositories.ts';
import { FakeDatabaseDumps, type FakeTables } from './fake-database-dumps.ts';
import { FakeUses } from './fake-uses.ts';
import { TestClock } from './test-clock.ts';
import { idleGlab, useRunningLab, type RunningBench } from './use-running-lab.ts';

const hour = 3_600_000;
const day = 24 * hour;

export interface BackupBench extends RunningBench {
  clock: TestClock;
  uses: FakeUses;
  repositories: FakeBackupRepositories;
  dumps: FakeDatabaseDumps;
  /** What glab's probe finds. */
  glabFinds: { resources: number; resource_bytes: number; faulty_files: number; faults: object[] };
  /** What a program in glab or the codelab does; undefined: as in an idle lab. */
  inGlab: (argv: readonly string[]) => { exitCode: number; stdout: string; stderr: string } | undefined;
  /** Installs and runs a lab of this lab file, with something in its databases. */
  startLab(labFile?: string): Promise<void>;
  backups(): Backups;
  memory(): BackupMemory;
  /** A job on its own, to its end, whatever it dies of on the way. */
  run(kind: JobKind, params?: Partial<JobParams>): Promise<Job>;
  /** The same; it has to succeed. */
  done(kind: JobKind, params?: Partial<JobParams>): Promise<Job>;
  /** The places at which the manager died, in order. */
  diedAt: string[];
  /** The manager dies where `dies` says so, once, and comes again; what is never reached is never died at. Answers the job as it ended. */
  dying(dies: (place: string) => boolean, kind: JobKind, params?: Partial<JobParams>): Promise<Job>;
  /** What a test looks at between a death in `dying` and the next start. */
  whileDown: () => Promise<void>;
  /** Without a job: the next `diedAndBack` waits for it. */
  dieOnceAt(place: string): void;
  diedAndBack(): Promise<void>;
  /** Resolves once the nights were looked at so often from here on. */
  looked(times: number): Promise<void>;
  /** Every place at which it can die in a job, in order, each once. */
  placesOf(kind: JobKind, params?: Partial<JobParams>): Promise<string[]>;
  /** What a database holds now. */
  tables(path: string): Promise<FakeTables>;
  fill(path: string, tables: FakeTables): Promise<void>;
  nights(count: number): void;
  /** Loses rows of the environment's database that was loaded beside the lab. */
  damageScratch(environment?: EnvironmentName): void;
  /** A person calls off what is running as soon as this place is reached. */
  cancelAt(place: string): void;
  /** What of secrets lies open, for children. */
  secretsInMemory(): string[];
}

export const prodAndDev = 'name: Lab\nenvironments: { dev: { enabled: true } }\nbackup: { schedule: off }\n';

/** A lab with everything that backups need: repositories and databases in memory, everything else as it is in a lab. */
export function useBackupLab(): BackupBench {
  const lab = useRunningLab();
  const bench = lab as BackupBench;
  let memory = '';
  let points: string[] = [];
  let dies: (place: string) => boolean = () => false;
  let died = false;
  let cancelled: string | undefined;

  const diesNow = (place: string): boolean => {
    if (died || !dies(place)) return false;
    died = true;
    bench.diedAt.push(place);
    return true;
  };

  /** As if the power had failed: nothing that is written after it is. */
  const reach = (name: string): void => {
    points.push(name);
    if (name === cancelled) {
      cancelled = undefined;
      // Also one that lets others pass.
      bench.running.runner.cancel(bench.store().journal.unfinished()[0]!.id);
    }
    if (diesNow(name)) throw new Error('the power failed');
  };

  beforeEach(() => {
    memory = mkdtempSync(join(tmpdir(), 'labstead-memory-'));
    bench.clock = new TestClock();
    // The next morning: certificates are of now, and hold then.
    bench.clock.skew(Math.ceil(Date.now() / day) * day + 9.5 * hour - bench.clock.now());
    bench.diedAt = [];
    bench.inGlab = () => undefined;
    bench.whileDown = () => Promise.resolve();
    bench.uses = new FakeUses();
    bench.repositories = new FakeBackupRepositories(bench.uses);
    bench.dumps = new FakeDatabaseDumps(() => bench.engine, bench.uses);
    bench.glabFinds = { resources: 2, resource_bytes: 20, faulty_files: 0, faults: [] };
    [dies, died, points] = [() => false, false, []];
    bench.uses.at = (place) => {
      points.push(place);
      return diesNow(place) ? 'dies' : undefined;
    };
  });
  afterEach(() => rmSync(memory, { recursive: true, force: true }));

  const hands = (): BackupHands => {
    const { home } = bench.root;
    return {
      repositories: bench.repositories,
      secrets: repositorySecrets({ folder: labPaths(home).repositorySecrets, memory }),
      dumps: bench.dumps,
      staging: backupStaging(home),
      sources: backupSources(),
      generations: generations(home, new FolderCounter(new AbortController().signal)),
      exports: dyingExports(createLabExports({ clock: bench.clock }), bench.uses),
      laidDown: laidDown(labPaths(home).state),
    };
  };

  bench.startLab = async (labFile = prodAndDev) => {
    await bench.start(
      labFile,
      {
        backups: hands(),
        clock: bench.clock,
        failPoints: { reach },
        waitEveryMs: 5,
        onDemandEveryMs: 20,
      },
      (argv, container) =>
        bench.inGlab(argv) ??
        (argv.includes('probe')
          ? { exitCode: 0, stdout: JSON.stringify(bench.glabFinds), stderr: '' }
          : idleGlab(argv, container)),
    );
    await bench.fill('environments/prod/db', { 'lab.note': ['one', 'two'], 'lab.user': ['ada'] });
    if (labFile.includes('dev')) await bench.fill('environments/dev/db', { 'lab.note': ['draft'] });
  };

  bench.backups = () => bench.running.backups!;
  bench.memory = () => bench.store().backups;
  bench.run = (kind, params = {}) => bench.askAndWait(kind, { target: 'lab', ...params });
  bench.done = async (kind, params) => {
    const job = await bench.run(kind, params);
    if (job.state === 'succeeded') return job;
    throw new Error(`${kind} ended as ${job.state}: ${job.error?.message ?? job.outcome ?? ''}`);
  };

  bench.dying = async (where, kind, params = {}) => {
    [dies, died] = [where, false];
    let id = '';
    try {
      id = bench.ask(kind, { target: 'lab', ...params }).id;
    } catch (error) {
      if (!died) throw error;
    }
    // Where asking for it died: the newest. Else the lab may have begun to heal itself since.
    const asked = () => {
      const { journal } = bench.store();
      return journal.get(id) ?? journal.list({ limit: 1, before: undefined })[0]!;
    };
    await eventually(() => died || (id !== '' && asked().endedAt !== undefined), 20_000, 5);
    // Whoever looks at repositories beside the job must not die of it any more.
    dies = () => false;
    if (!died) return asked();
    const stopped = bench.running.stop();
    bench.uses.managerIsGone();
    await stopped;
    await bench.whileDown();
    await bench.restart();
    await bench.running.runner.idle();
    return asked();
  };

  bench.dieOnceAt = (place) => {
    died = false;
    dies = (name) => name === place;
  };
  bench.diedAndBack = async () => {
    await eventually(() => died, 5000);
    const stopped = bench.running.stop();
    bench.uses.managerIsGone();
    await stopped;
    await bench.restart();
  };
  bench.looked = async (times) => {
    const looks = () => points.filter((name) => name === 'nightWatch.looked').length;
    const before = looks();
    await eventually(() => looks() >= before + times, 10_000);
  };

  bench.placesOf = async (kind, params) => {
    points = [];
    await bench.done(kind, params);
    const own = points.filter((name) => !/^(nightWatch|onDemand|idleApps)\.|^job\.created$/.test(name));
    return [...new Set(own)];
  };

  bench.tables = (path) => FakeDatabaseDumps.read(bench.root.at(path));
  bench.fill = (path, tables) => FakeDatabaseDumps.fill(bench.root.at(path), tables);
  bench.nights = (count) => bench.clock.pass(count * day);
  bench.cancelAt = (place) => void (cancelled = place);
  bench.damageScratch = (environment = 'prod') => {
    const name = `lab7k2m9q-scratch-${environment}-db`;
    const folder = bench.engine.folderOf(name, '/var/lib/mysql');
    writeFileSync(join(folder, 'content.json'), JSON.stringify({ 'lab.note': ['one'], 'lab.user': ['ada'] }));
  };
  bench.secretsInMemory = () => readdirSync(memory);
  return bench;
}
