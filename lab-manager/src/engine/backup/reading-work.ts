import { copyOrder } from '../../core/backup/copy-order.ts';
import type { UnlikeDisk } from '../../core/backup/mounts-below.ts';
import { roomRefusal } from '../../core/backup/preflight.ts';
import { stagedState } from '../../core/backup/staged-files.ts';
import { rowsGone, writtenOf } from '../../core/backup/rows-gone.ts';
import { counted } from '../../core/counted.ts';
import type { BackupFile, RepositoryFile } from '../../core/model/backup.ts';
import type { ObservedContainer } from '../../core/model/observed-state.ts';
import { workplacesIn } from '../../core/ondemand/endangered.ts';
import type { BackupMemory, Clock, Store } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import { makerOf, type BackupWork } from '../../jobs/backup-work.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { toLabError } from '../../jobs/job-ending.ts';
import type { Attempt, Attempts } from './attempt.ts';
import type { LabDatabases } from './lab-databases.ts';
import { madeBy, type Listings } from './listings.ts';
import type { Quieting } from './quieting.ts';
import type { Repositories } from './repository-access.ts';
import type { RoomAgain } from './room-again.ts';
import type { ScratchHands } from './scratch-hands.ts';
import { snapshotWork } from './snapshot-work.ts';
import { enabledIn, stagedManifests, type StagedManifestsOptions } from './staged-manifests.ts';

export interface ReadingOptions extends StagedManifestsOptions {
  repositories: Repositories;
  listings: Listings;
  room: RoomAgain;
  attempts: Attempts;
  databases: LabDatabases;
  memory: Pick<
    BackupMemory,
    'databases' | 'database' | 'noteDatabase' | 'forgetDatabase' | 'installation' | 'noteWritten'
  >;
  quieting: Quieting;
  scratch: ScratchHands;
  store: Pick<Store, 'backupTo'>;
  clock: Clock;
  home: string;
  /** Looks anew. */
  containers(): Promise<readonly ObservedContainer[]>;
  /** Where containers that run see other disks than this process. */
  mountsInside(report: StepReport, signal: AbortSignal): Promise<readonly UnlikeDisk[]>;
  pruneDue(): readonly string[];
  keepsAll(): readonly string[];
  ensureMade(repository: RepositoryFile, signal: AbortSignal): Promise<void>;
  /** Until no work runs there, at most so many milliseconds; answers what went on at their end, in words. */
  waitForWork(
    workplaces: readonly string[],
    mostMs: number,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<string | undefined>;
}

type Reading = Omit<BackupWork, 'copy' | 'retain' | 'check' | 'prune'>;

/** Everything of the lab: written out, and read into the first repository (`snapshot-work.ts`). */
export function readingWork(options: ReadingOptions): Reading {
  const {
    repositories,
    listings,
    room,
    attempts,
    databases,
    memory,
    folders,
    quieting,
    scratch,
    staging,
    store,
    clock,
    home,
    lab,
  } = options;
  const manifests = stagedManifests(options);
  const file = (): BackupFile => options.labFile().parsed.backup;

  return {
    ...snapshotWork({
      ...{ repositories, listings, room, attempts, folders, manifests, memory, clock, home, labId: lab.id },
      leaveOut: () => file().leaveOut,
    }),

    assertRepository: (name) => void repositories.named(name),

    async scope() {
      const { quiet } = quieting.services(await options.containers());
      const { name: first } = repositories.primary();
      const others = repositories.all().slice(1);
      const enabled = enabledIn(options.labFile().parsed);
      return {
        quiet,
        guarded: quieting.isAsked(),
        databases: (await databases.all()).map(({ name }) => name),
        primary: first,
        copies: copyOrder(
          others.map(({ name, copyOf }) => ({ name, from: copyOf ?? first })),
          first,
        ),
        workplaces: workplacesIn(enabled),
        prune: options.pruneDue(),
        keepsAll: options.keepsAll(),
      };
    },

    stage: (job) => attempts.stage(job.id),

    async madeBy(job) {
      const { name } = repositories.primary();
      const found = madeBy(makerOf(job), await listings.of(name));
      return found && { id: found.id, complete: found.complete };
    },

    async waitForWork(_job, workplaces, report, signal) {
      const went = await options.waitForWork(workplaces, file().waitForWork, report, signal);
      if (went === undefined) return;
      report.progress(1, went);
      report.log(went);
    },

    async begin(job, scope, report, signal) {
      const attempt = attempts.begin(job.id, clock.now());
      await scratch.removeAll();
      const { freeBytes } = await staging.begin();
      await options.ensureMade(repositories.named(scope.primary), signal);
      await repositories.with(scope.primary, async (it) => {
        // A manager that died may have left a lock of its own.
        await it.unlock();
        await it.test(signal);
      });
      const { bytes, notes } = await databases.estimate(scope.databases, signal);
      for (const note of notes) report.log(note);
      attempt.missing.push(...quieting.services(await options.containers()).refused);
      attempt.missing.push(...(await options.mountsInside(report, signal)).map(({ words }) => words));
      const refusal = roomRefusal('backup', [
        { words: 'what is written out of databases', device: 0, path: staging.folder, bytes, freeBytes },
      ]);
      if (refusal) throw refusal;
      attempt.stage = 'begun';
      report.progress(1, `about ${roundBytes(bytes)} will be written out; ${roundBytes(freeBytes)} are free`);
    },

    async quiet(job, service, _report, signal) {
      const attempt = attempts.of(job.id);
      attempt.stage = 'amid';
      await noting(attempt, signal, `${service.name} went on writing while its files were read`, () =>
        quieting.quiet(service, signal),
      );
    },

    wake: (service) => quieting.wake(service),

    async dump(job, service, report, signal) {
      const attempt = attempts.of(job.id);
      attempt.stage = 'amid';
      const name = `db/${service}.sql`;
      await noting(attempt, signal, `The database ${service} is not in it`, async () => {
        const dumped = await databases.dump(service, await staging.file(name), job.id, report, signal);
        if (dumped === undefined) {
          if (memory.databases().includes(service) && job.params.disksAreRight !== true) {
            attempt.missing.push(emptyWords(service));
            return report.progress(1, 'its folder is empty, and there was something in it before');
          }
          memory.forgetDatabase(service);
          attempt.leftOut.push(`The database ${service} was never started: there is nothing in it.`);
          return report.progress(1, 'it was never started: there is nothing to write out');
        }
        const { database, notes } = dumped;
        const gone = rowsGone(service, memory.database(service), database.digest);
        if (gone !== undefined && job.params.disksAreRight !== true) attempt.missing.push(gone);
        else memory.noteDatabase(service, writtenOf(database.digest, attempt.takenAt));
        attempt.databases.push({ ...database, file: name });
        attempt.leftOut.push(...notes);
        report.progress(
          1,
          `${roundBytes(database.digest.bytes)}, ${counted(database.digest.tables.length, 'table')}`,
        );
      });
    },

    async writeDown(job, report, signal) {
      const attempt = attempts.of(job.id);
      attempt.stage = 'amid';
      await store.backupTo(await staging.file(stagedState));
      const manifest = await manifests.of(job, attempt, report, signal);
      for (const line of [
        ...manifest.missing.map((it) => `Missing: ${it}`),
        ...manifest.leftOut.map((it) => `Left out: ${it}`),
      ])
        report.log(line);
      await manifests.stage(manifest);
      Object.assign(attempt, { manifest, stage: 'staged' } satisfies Partial<Attempt>);
    },

    async end(job) {
      attempts.end(job.id);
      await scratch.removeAll();
      await staging.end();
    },
  };
}

const emptyWords = (service: string): string =>
  `The database ${service} was written out before, and its folder is empty now. If it lies on a disk of its own, mount that and restart the lab manager; if it is gone for good, say so: labctl backup now --disks-are-right.`;

/** What fails is missing, which the snapshot says; that somebody called it off is no failure. */
async function noting(
  attempt: Attempt,
  signal: AbortSignal,
  words: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!signal.aborted) attempt.missing.push(`${words}: ${toLabError(error).message}`);
    throw error;
  }
}
