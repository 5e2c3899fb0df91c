import { anchored, asidesWithin } from '../../core/backup/leave-out.ts';
import { printManifest } from '../../core/backup/manifest.ts';
import { roomRefusal } from '../../core/backup/preflight.ts';
import type { BackupFile, RepositoryFile, SnapshotManifest } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import type { EnvironmentName, LabFile } from '../../core/model/lab-file.ts';
import type { ObservedContainer } from '../../core/model/observed-state.ts';
import type { BackupProgress, BackupStaging, BackupSummary, Clock, Store } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { BackupScope, BackupWork } from '../../jobs/backup-work.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { toLabError } from '../../jobs/job-ending.ts';
import type { Attempt, Attempts } from './attempt.ts';
import type { LabDatabases } from './lab-databases.ts';
import type { LabFolders } from './lab-folders.ts';
import type { Listings } from './listings.ts';
import { readingWords, toldProgress } from './progress-words.ts';
import type { Quieting } from './quieting.ts';
import type { Repositories } from './repository-access.ts';
import type { ScratchHands } from './scratch-hands.ts';

export interface ReadingOptions {
  repositories: Repositories;
  listings: Listings;
  attempts: Attempts;
  databases: LabDatabases;
  folders: LabFolders;
  quieting: Quieting;
  scratch: ScratchHands;
  staging: BackupStaging;
  store: Pick<Store, 'backupTo'>;
  clock: Clock;
  home: string;
  lab: { id: string; version: string };
  labFile(): { parsed: LabFile; version: number };
  /** Looks anew. */
  containers(): Promise<readonly ObservedContainer[]>;
  pruneDue(): readonly string[];
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
  const file = (): BackupFile => options.labFile().parsed.backup;
  const enabled = (): readonly EnvironmentName[] =>
    (['prod', 'dev'] as const).filter((name) => options.labFile().parsed.environments[name].enabled);

  /** Until it is known whether anything is missing, it is lacking: so nothing that a crash leaves is ever called whole. */
  const tagsOf = (job: Job, whether: 'complete' | 'lacking'): readonly string[] => [
    tag,
    `lab=${lab.id}`,
    `job=${job.id}`,
    whether,
  ];

  const write = (
    job: Job,
    manifest: SnapshotManifest,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<BackupSummary> =>
    repositories.with(undefined, async (it) =>
      it.backup(
        {
          paths: await folders.paths(),
          base: home,
          leaveOut: [
            ...anchored(file().leaveOut, folders.ofData(manifest)),
            ...asidesWithin(folders.of(manifest)),
          ],
          tags: tagsOf(job, 'lacking'),
          at: manifest.takenAt,
        },
        told(report),
        signal,
      ),
    );

  const told = (report: StepReport): ((progress: BackupProgress) => void) => {
    const words = toldProgress(clock);
    return (progress) => report.progress(progress.fraction, words(progress));
  };

  const manifestOf = async (job: Job, attempt: Attempt, report: StepReport, signal: AbortSignal) => {
    const { parsed, version } = options.labFile();
    const { taken, missing, leftOut } = await folders.measure(parsed, report, signal);
    const manifest: SnapshotManifest = {
      format: 1,
      lab: { id: lab.id, name: parsed.name, version: lab.version, labFileVersion: version },
      takenAt: attempt.takenAt,
      job: job.id,
      environments: enabled(),
      databases: attempt.databases,
      folders: taken,
      leftOut: [...attempt.leftOut, ...leftOut],
      missing: [...attempt.missing, ...missing],
    };
    return manifest;
  };

  const stageManifest = (manifest: SnapshotManifest): Promise<void> =>
    staging.write('manifest.json', printManifest(manifest));

  /** Of this job, from attempts that were cut off: what they hold may lack what nobody wrote down. */
  const forgetEarlier = async (job: Job, signal: AbortSignal): Promise<void> => {
    if (!job.steps.some(({ name, startedAt }) => name === 'snapshot' && startedAt !== undefined)) return;
    const { name } = repositories.primary();
    const earlier = (await listings.anew(name, signal))
      .filter((one) => one.job === job.id)
      .map(({ id }) => id);
    if (earlier.length > 0) await repositories.with(name, (it) => it.forget(earlier, signal));
  };

  return {
    assertRepository: (name) => void repositories.named(name),

    async scope() {
      const { quiet } = quieting.services(await options.containers());
      const { name: first } = repositories.primary();
      const others = repositories.all().slice(1);
      return {
        quiet,
        databases: databases.all().map(({ name }) => name),
        primary: first,
        copies: inOrder(
          others.map(({ name, copyOf }) => ({ name, from: copyOf ?? first })),
          first,
        ),
        workplaces: [
          ...enabled(),
          ...(options.labFile().parsed.environments.dev.enabled ? ['dev-codelab'] : []),
        ],
        prune: options.pruneDue(),
      };
    },

    async madeBy(job) {
      const { name } = repositories.primary();
      const found = (await listings.of(name)).findLast((one) => one.job === job.id);
      return found && { id: found.id, lacks: found.complete ? undefined : 'its manifest says what' };
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
      await forgetEarlier(job, signal);
      const { bytes, notes } = await databases.estimate(scope.databases, signal);
      attempt.leftOut.push(...notes);
      attempt.missing.push(...quieting.services(await options.containers()).refused);
      const refusal = roomRefusal([
        { words: 'what is written out of databases', device: 0, path: staging.folder, bytes, freeBytes },
      ]);
      if (refusal) throw refusal;
      report.progress(1, `about ${roundBytes(bytes)} will be written out; ${roundBytes(freeBytes)} are free`);
    },

    async quiet(job, service, _report, signal) {
      await noting(
        attempts.of(job.id),
        signal,
        `${service.name} went on writing while its files were read`,
        () => quieting.quiet(service, signal),
      );
    },

    wake: (service) => quieting.wake(service),

    async dump(job, service, report, signal) {
      const attempt = attempts.of(job.id);
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

    async stage(job, report, signal) {
      await store.backupTo(await staging.file('lab.db'));
      const manifest = await manifestOf(job, attempts.of(job.id), report, signal);
      for (const line of [
        ...manifest.missing.map((it) => `Missing: ${it}`),
        ...manifest.leftOut.map((it) => `Left out: ${it}`),
      ])
        report.log(line);
      await stageManifest(manifest);
      attempts.of(job.id).manifest = manifest;
    },

    async snapshot(job, report, signal) {
      const attempt = attempts.of(job.id);
      const { manifest } = attempt;
      if (manifest === undefined) throw new Error(`the job ${job.id} has not staged what it is to read`);
      let summary = await write(job, manifest, report, signal);
      if (summary.unread.length > 0) {
        // What it was told to be is not what it is: one that says what it lacks takes its place.
        const lacking = { ...manifest, missing: [...manifest.missing, ...summary.unread.map(unreadWords)] };
        await stageManifest(lacking);
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
      await listings.anew(repositories.primary().name, signal);
      report.progress(1, readingWords({ ...summary, snapshot }, missing));
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

/** Each after the one it is filled from. */
function inOrder(copies: BackupScope['copies'], first: string): BackupScope['copies'] {
  const ordered: { name: string; from: string }[] = [];
  const filled = new Set([first]);
  for (let left = [...copies]; left.length > 0;) {
    const next = left.filter(({ from }) => filled.has(from));
    if (next.length === 0) return ordered;
    ordered.push(...next);
    for (const { name } of next) filled.add(name);
    left = left.filter(({ name }) => !filled.has(name));
  }
  return ordered;
}
