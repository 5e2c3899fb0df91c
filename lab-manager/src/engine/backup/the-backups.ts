import { readLocation } from '../../core/backup/location.ts';
import type { UnseenRepository } from '../../core/backup/overview-words.ts';
import { awaitedRestore } from '../../core/backup/fresh-machine.ts';
import { isByOthers, notByOthers } from '../../core/backup/installation.ts';
import { partsRead, rotationParts } from '../../core/backup/rotation.ts';
import { isGood, judged } from '../../core/backup/standing.ts';
import { isToCome } from '../../core/backup/to-come.ts';
import { undoneBefore } from '../../core/backup/undo-order.ts';
import type { BackupFile, RepositoryFile, RepositoryLocation, Snapshot } from '../../core/model/backup.ts';
import { isBackupJob, type Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Problem } from '../../core/model/problem.ts';
import type {
  BackupMemory,
  Clock,
  Generations,
  JobJournal,
  RepositorySecrets,
  WaitingRestore,
} from '../../core/ports.ts';
import { noSuchRestore } from '../../jobs/waiting-restore.ts';
import type { Backups, RepositoryView, RestoreView, SnapshotView } from '../backups.ts';
import { browsing } from './browsing.ts';
import type { Keys } from './keys.ts';
import type { Listings } from './listings.ts';
import type { Manifests } from './manifests.ts';
import type { Passphrases } from './passphrases.ts';
import type { RecoveryCodes } from './recovery-codes.ts';
import type { Repositories } from './repository-access.ts';
import type { RepositoryLooks } from './repository-looks.ts';

export interface TheBackupsOptions {
  repositories: Repositories;
  listings: Listings;
  manifests: Manifests;
  keys: Keys;
  codes: RecoveryCodes;
  looks: RepositoryLooks;
  secrets: RepositorySecrets;
  generations: Generations;
  memory: BackupMemory;
  journal: JobJournal;
  passphrases: Pick<Passphrases, 'keep'>;
  clock: Clock;
  file(): BackupFile;
  nextAt(): number | undefined;
  awaitsRestore(): boolean;
  /** What the checks found wrong with backups. */
  problems(): readonly Problem[];
  /** Told of what they may judge otherwise now. */
  changed(): void;
}

/** Backups as the API asks about them. */
export function theBackups(options: TheBackupsOptions): Backups {
  const { repositories, listings, manifests, keys, codes, looks, secrets, memory, journal, clock } = options;

  const knownOf = (repository: string) => ({
    health: memory.health(repository),
    drills: memory.drills(),
    now: clock.now(),
  });

  const snapshotView = (snapshot: Snapshot): SnapshotView => {
    const { standing, sentence } = judged(snapshot, knownOf(snapshot.repository));
    const isOfAnother = isByOthers(snapshot, memory.installation(), clock.now());
    return {
      ...snapshot,
      standing,
      sentence: isOfAnother ? `${sentence} Another machine made it.` : sentence,
    };
  };

  const lastGood = (repository: string): SnapshotView | undefined =>
    notByOthers(listings.last(repository) ?? [], memory.installation(), clock.now())
      .map(snapshotView)
      .findLast(({ standing, takenAt }) => isGood(standing) && !isToCome(takenAt, clock.now()));

  const unseen = (repository: RepositoryFile): UnseenRepository | undefined => {
    const { name } = repository;
    const isAway = looks.of(name)?.trouble !== undefined;
    if (!keys.isMade(repository) || (!isAway && listings.last(name) !== undefined)) return undefined;
    const seen =
      listings.last(name) === undefined ? memory.repository(name)?.goodAt : lastGood(name)?.takenAt;
    const isKnown = seen !== undefined && !isToCome(seen, clock.now());
    return { repository: name, lastGoodAt: isKnown ? seen : undefined, isAway };
  };

  const restoreView = (row: WaitingRestore, index: number, all: readonly WaitingRestore[]): RestoreView => ({
    ...row,
    undoneAfter: undoneBefore(all, index).map(({ job }) => job),
  });
  const restores = (): readonly RestoreView[] => memory.restores().map(restoreView);

  const repositoryView = (repository: RepositoryFile, isNamed = true): RepositoryView => {
    const { name, location, copyOf } = repository;
    const known = memory.repository(name);
    const health = memory.health(name);
    const seen = looks.of(name);
    return {
      name,
      location,
      copyOf,
      ...(isNamed ? stateOf(repository) : removed(name)),
      onDataDisk: seen?.onDataDisk,
      bytes: seen?.bytes,
      snapshots: listings.last(name)?.length,
      checkedAt: health.checkedAt,
      damage: health.damage,
      read: { parts: partsRead(health, clock.now()), of: rotationParts },
      recoveryCode: codes.state(name),
      codeConfirmedAt: known?.code?.confirmedAt,
      credentials: seen?.credentials ?? false,
    };
  };

  const stateOf = (repository: RepositoryFile): Pick<RepositoryView, 'state' | 'why'> => {
    const known = memory.repository(repository.name);
    if (known === undefined) return { state: 'declared', why: 'It was not made here yet.' };
    if (!keys.isMade(repository))
      return {
        state: 'declared',
        why: `It was not made here yet: the one of this name was at ${known.location}.`,
      };
    const trouble = looks.of(repository.name)?.trouble;
    return { state: trouble === undefined ? 'ready' : 'unreachable', why: trouble };
  };

  /** Made here, and not named by the lab file any more. */
  const removedOnes = (): readonly RepositoryFile[] =>
    memory.repositories().flatMap(({ name, location }) => {
      const read = readLocation(location);
      const isNamed = repositories.all().some((one) => one.name === name);
      return isNamed || !('location' in read) ? [] : [{ name, location: read.location, copyOf: undefined }];
    });

  /** Of one that the lab file names, or that was made here. Throws `backup.unknown_repository`. */
  const placeOf = (name: string): RepositoryLocation =>
    (removedOnes().find((one) => one.name === name) ?? repositories.named(name)).location;

  const told = (severity: Problem['severity']): readonly string[] =>
    options
      .problems()
      .filter((problem) => problem.severity === severity)
      .map(({ message }) => message);

  return {
    overview() {
      const { schedule, repositories: declared } = options.file();
      const job = journal.unfinished().find(isBackupJob);
      return {
        repository: declared[0]?.name,
        schedule,
        nextAt: options.nextAt(),
        waiting: waitingWords(job, options.awaitsRestore()),
        lastGood: declared.length === 0 ? undefined : lastGood(repositories.primary().name),
        unseen: declared.length === 0 ? undefined : unseen(repositories.primary()),
        lastDrill: memory.drills()[0],
        alarms: told('critical'),
        warnings: told('warning'),
        job: job?.id,
        restores: restores(),
      };
    },

    repositories: () => [
      ...repositories.all().map((one) => repositoryView(one)),
      ...removedOnes().map((one) => repositoryView(one, false)),
    ],

    meant: (name) => repositories.named(name).name,

    async refresh(name, signal) {
      const repository = repositories.named(name);
      await looks.lookAt(repository, signal);
      return repositoryView(repository);
    },

    async addRepository(name, given, signal) {
      const repository = repositories.named(name);
      await keys.add(repository, given, signal);
      await looks.lookAt(repository, signal);
      return repositoryView(repository);
    },

    async removeRepository(name, anyhow = false) {
      if (repositories.all().some((one) => one.name === name))
        throw new LabError('backup.in_use', `The lab file names the repository ${name}.`, {
          hint: 'Take it out of backup.repositories, apply, and remove it then.',
        });
      if (!anyhow && memory.repository(name)?.code === undefined)
        throw new LabError(
          'backup.unconfirmed_code',
          `Nobody typed back a recovery code of ${name}: without its key here nothing may open it any more.`,
          {
            hint: `Name it in the lab file again, apply, and type a code back (labctl backup repo key ${name}, or the page Backups of the console); or, if what it holds need not be opened again: labctl backup repo remove ${name} --anyhow.`,
          },
        );
      await secrets.forget(name);
      memory.forget(name);
      listings.forget(name);
      looks.forget(name);
    },

    async testRepository({ name, location }, given, signal) {
      await keys.test({ name, location: location ?? placeOf(name) }, given, signal);
    },

    makeRecoveryCode: (name) => codes.make(repositories.named(name)),

    confirmRecoveryCode: async (name, typed) => {
      const repository = repositories.named(name);
      await codes.confirm(repository, typed);
      options.changed();
      return repositoryView(repository);
    },

    async snapshots(name, anew = false, signal) {
      const { name: repository } = repositories.named(name);
      const all = await (anew ? listings.anew(repository, signal) : listings.of(repository, signal));
      return all.map(snapshotView).toReversed();
    },

    async snapshot(name, id, signal) {
      const { name: repository } = repositories.named(name);
      const snapshot = await listings.snapshot(repository, id, signal);
      const manifest = await manifests.of(repository, snapshot.id, signal ?? new AbortController().signal);
      const drills = memory
        .drills()
        .filter((drill) => drill.snapshot === snapshot.id && drill.repository === repository);
      return { ...snapshotView(snapshot), manifest, drills };
    },

    ...browsing({ repositories, listings }),

    restores,

    async sizeOfBefore(restore, signal) {
      const row = memory.restores().find(({ job }) => job === restore);
      if (row === undefined) throw noSuchRestore(restore);
      let bytes = 0;
      for (const environment of row.environments)
        bytes += await options.generations.sizeAside(environment, restore, signal);
      return bytes;
    },

    drills: () => memory.drills(),

    keepPassphrase: (job, passphrase) => options.passphrases.keep(job, passphrase),
  };
}

function waitingWords(job: Job | undefined, awaitsRestore: boolean): string | undefined {
  if (job?.state === 'queued') return `${job.title}: it waits for its turn.`;
  return awaitsRestore ? awaitedRestore.message : undefined;
}

const removed = (name: string): Pick<RepositoryView, 'state' | 'why'> => ({
  state: 'removed',
  why:
    `The lab file names it no more, so nothing is written to it or read from it. What opens it is kept here until you say ` +
    `otherwise: name it again and apply, or labctl backup repo remove ${name}.`,
});
