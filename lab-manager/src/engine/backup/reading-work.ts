import { copyOrder } from '../../core/backup/copy-order.ts';
import { anchored, asidesWithin } from '../../core/backup/leave-out.ts';
import { roomRefusal } from '../../core/backup/preflight.ts';
import { readDifference, sumOf } from '../../core/backup/read-difference.ts';
import { stagedState } from '../../core/backup/staged-files.ts';
import type { BackupFile, RepositoryFile, Snapshot } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ObservedContainer } from '../../core/model/observed-state.ts';
import { workplacesIn } from '../../core/ondemand/endangered.ts';
import type { BackupProgress, BackupSummary, Clock, Store } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import { makerOf, type BackupWork } from '../../jobs/backup-work.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { toLabError } from '../../jobs/job-ending.ts';
import { wasTried } from '../../jobs/step-history.ts';
import type { Attempt, Attempts } from './attempt.ts';
import type { LabDatabases } from './lab-databases.ts';
import { madeBy, type Listings } from './listings.ts';
import { finishedWords, readingWords, toldProgress } from './progress-words.ts';
import type { Quieting } from './quieting.ts';
import type { Repositories } from './repository-access.ts';
import type { RoomAgain } from './room-again.ts';
import type { ScratchHands } from './scratch-hands.ts';
import { enabledIn, stagedManifests, type StagedManifestsOptions } from './staged-manifests.ts';

export interface ReadingOptions extends StagedManifestsOptions {
  repositories: Repositories;
  listings: Listings;
  room: RoomAgain;
  attempts: Attempts;
  databases: LabDatabases;
  quieting: Quieting;
  scratch: ScratchHands;
  store: Pick<Store, 'backupTo'>;
  clock: Clock;
  home: string;
  /** Looks anew. */
  containers(): Promise<readonly ObservedContainer[]>;
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

const tag = 'labstead';

/** Everything of the lab, written out and read into the first repository. */
export function readingWork(options: ReadingOptions): Reading {
  const {
    repositories,
    listings,
    room,
    attempts,
    databases,
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

  /** Until it is known whether anything is missing, it is lacking: so nothing that a crash leaves is ever called whole. */
  const tagsOf = (job: Job, whether: 'complete' | 'lacking'): readonly string[] => [
    tag,
    `lab=${lab.id}`,
    `job=${job.id}`,
    whether,
  ];

  const write = (
    job: Job,
    what: { takenAt: number; folders: readonly { path: string }[] },
    report: StepReport,
    signal: AbortSignal,
  ): Promise<BackupSummary> =>
    room.tried(repositories.primary().name, report, signal, () =>
      repositories.with(undefined, async (it) =>
        it.backup(
          {
            paths: await folders.paths(),
            base: home,
            leaveOut: [...anchored(file().leaveOut, folders.ofData(what)), ...asidesWithin(folders.of(what))],
            // What was mended lost what no look at times and sizes tells of.
            everyFile: job.kind === 'repair',
            tags: tagsOf(job, 'lacking'),
            at: what.takenAt,
          },
          told(report),
          signal,
        ),
      ),
    );

  const told = (report: StepReport): ((progress: BackupProgress) => void) => {
    const words = toldProgress(clock);
    return (progress) => report.progress(progress.fraction, words(progress));
  };

  const writtenBy = async (job: Job, signal: AbortSignal): Promise<readonly Snapshot[]> =>
    (await listings.anew(repositories.primary().name, signal)).filter((one) => one.job === job.id);

  /**
   * What this job wrote beside: ahead, or in attempts that were cut off, which may lack what nobody wrote down. Not before the
   * other is there; and where it stays, being never called whole, the other is none the worse.
   */
  const forgetOthers = async (
    job: Job,
    snapshot: string,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<void> => {
    const others = (await writtenBy(job, signal)).filter(({ id }) => id !== snapshot).map(({ id }) => id);
    if (others.length === 0) return;
    try {
      await repositories.with(undefined, (it) => it.forget(others, signal));
      await listings.anew(repositories.primary().name, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      report.log(`What was read before it stays in the repository: ${toLabError(error).message}`);
    }
  };

  return {
    assertRepository: (name) => void repositories.named(name),

    async scope() {
      const { quiet } = quieting.services(await options.containers());
      const { name: first } = repositories.primary();
      const others = repositories.all().slice(1);
      const enabled = enabledIn(options.labFile().parsed);
      return {
        quiet,
        guarded: quieting.isAsked(),
        databases: databases.all().map(({ name }) => name),
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

    async finishedBy(job, signal) {
      return (await writtenBy(job, signal)).find(({ complete }) => complete);
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
      attempt.leftOut.push(...notes);
      attempt.missing.push(...quieting.services(await options.containers()).refused);
      const refusal = roomRefusal([
        { words: 'what is written out of databases', device: 0, path: staging.folder, bytes, freeBytes },
      ]);
      if (refusal) throw refusal;
      attempt.stage = 'begun';
      report.progress(1, `about ${roundBytes(bytes)} will be written out; ${roundBytes(freeBytes)} are free`);
    },

    async readAhead(job, report, signal) {
      const attempt = attempts.of(job.id);
      try {
        await manifests.stage(manifests.ahead(job, attempt.takenAt));
        const what = { takenAt: attempt.takenAt, folders: await folders.there() };
        attempt.ahead = (await write(job, what, report, signal)).snapshot;
      } finally {
        attempt.takenAt = clock.now();
      }
    },

    async forgetAhead(job, _report, signal) {
      const isOfIt = ({ id, complete }: Snapshot): boolean =>
        !complete && (!wasTried(job, 'snapshot') || id === attempts.find(job.id)?.ahead);
      const written = (await writtenBy(job, signal)).filter(isOfIt).map(({ id }) => id);
      if (written.length > 0) await repositories.with(undefined, (it) => it.forget(written, signal));
      await listings.anew(repositories.primary().name, signal);
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
          attempt.leftOut.push(`The database ${service} was never started: there is nothing in it.`);
          return report.progress(1, 'it was never started: there is nothing to write out');
        }
        attempt.databases.push({ ...dumped, file: name });
        report.progress(1, `${roundBytes(dumped.digest.bytes)}, ${dumped.digest.tables.length} tables`);
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

    async snapshot(job, report, signal) {
      const attempt = attempts.of(job.id);
      const { manifest } = attempt;
      if (manifest === undefined) throw new Error(`the job ${job.id} has not staged what it is to read`);
      const counted = sumOf([...manifest.folders, await folders.countOwn(signal)]);
      let summary = await write(job, manifest, report, signal);
      const difference = readDifference(counted, summary);
      if (difference !== undefined) report.log(difference);
      if (summary.unread.length > 0) {
        // What it was told to be is not what it is: one that says what it lacks takes its place.
        const lacking = { ...manifest, missing: [...manifest.missing, ...summary.unread.map(unreadWords)] };
        await manifests.stage(lacking);
        const first = summary.snapshot;
        summary = await write(job, lacking, report, signal);
        await repositories.with(undefined, (it) => it.forget([first], signal));
        attempt.manifest = lacking;
      }
      const missing = attempt.manifest?.missing ?? [];
      let { snapshot } = summary;
      if (missing.length === 0)
        snapshot = await repositories.with(undefined, (it) =>
          it.retag(snapshot, tagsOf(job, 'complete'), signal),
        );
      await forgetOthers(job, snapshot, report, signal);
      report.progress(1, readingWords({ ...summary, snapshot }, missing, difference));
    },

    async takeFinished(job, report, signal) {
      const found = (await writtenBy(job, signal)).find(({ complete }) => complete);
      if (found === undefined)
        throw new LabError('backup.failed', `The snapshot of the job ${job.id} is gone again.`, {
          hint: 'Make one again: labctl backup now.',
        });
      await forgetOthers(job, found.id, report, signal);
      report.progress(1, finishedWords(found));
    },

    async end(job) {
      attempts.end(job.id);
      await scratch.removeAll();
      await staging.end();
    },
  };
}

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

const unreadWords = ({ path, message }: { path: string; message: string }): string =>
  `${path} could not be read: ${message}`;
