import { notByOthers } from '../../core/backup/installation.ts';
import { isWeeklyDue, night } from '../../core/backup/night.ts';
import { notCopied } from '../../core/backup/not-copied.ts';
import { partsTonight, rotationParts } from '../../core/backup/rotation.ts';
import type { BackupFile, RepositoryFile, Snapshot } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupMemory, Clock } from '../../core/ports.ts';
import { makerOf, type BackupWork } from '../../jobs/backup-work.ts';
import { madeBy, type Listings } from './listings.ts';
import type { Repositories } from './repository-access.ts';
import type { RoomAgain } from './room-again.ts';
import type { Soundness } from './soundness.ts';
import type { Thinning } from './thinning.ts';

export interface TendingOptions {
  repositories: Repositories;
  listings: Listings;
  soundness: Soundness;
  room: RoomAgain;
  thinning: Thinning;
  memory: BackupMemory;
  clock: Clock;
  ensureMade(repository: RepositoryFile, signal: AbortSignal): Promise<void>;
  lab(): { backup: BackupFile; timeZone: string };
}

type Tending = Pick<BackupWork, 'copy' | 'retain' | 'check' | 'prune'> & {
  pruneDue(): readonly string[];
  keepsAll(): readonly string[];
};

/** What a snapshot's night does with repositories, once it is there. */
export function tending(options: TendingOptions): Tending {
  const { repositories, listings, soundness, room, thinning, memory, clock, lab } = options;

  const made = async (repository: string, job: Job, signal: AbortSignal): Promise<Snapshot> => {
    const found = madeBy(makerOf(job), await listings.anew(repository, signal));
    if (found !== undefined) return found;
    throw new LabError(
      'backup.failed',
      `${repository} does not list the snapshot of the job ${makerOf(job)}.`,
      {
        hint: 'Look at the repository: labctl backup verify.',
      },
    );
  };

  return {
    keepsAll: () => thinning.keepsAll(),

    pruneDue: () =>
      repositories
        .all()
        .map(({ name }) => name)
        .filter((name) => isWeeklyDue(memory.repository(name)?.prunedAt, clock.now())),

    async copy(job, { name, from }, report, signal) {
      await options.ensureMade(repositories.named(name), signal);
      await repositories.with(name, (it) => it.unlock());
      const newest = await made(from, job, signal);
      const there = await listings.anew(name, signal);
      const now = clock.now();
      // A night of another machine that is there says nothing of those of this one.
      const own = (listed: readonly Snapshot[]) => notByOthers(listed, memory.installation(), now);
      const missing = notCopied({
        there: own(there),
        from: own(listings.last(from) ?? []),
        made: newest,
        toComeConfirmed: memory.toComeConfirmed(),
        now,
      });
      const ids = missing.map(({ id }) => id);
      const originals = missing.map(({ id, original }) => original ?? id);
      const wanted = { repository: name, said: job.params };
      await room.tried(wanted, report, signal, async (whileRoom) => {
        // Each time: where room is made, the repository is looked at before the copies are there.
        memory.noteWritten(name, originals, clock.now());
        await repositories.with(from, (_, source) =>
          repositories.with(name, (it) => it.copyFrom(source, ids, (line) => report.log(line), whileRoom)),
        );
      });
      await made(name, job, signal);
      report.progress(1, `Copied to ${name}.`);
    },

    async check(_job, repository, report, signal) {
      await repositories.with(repository, (it) => it.unlock());
      const structure = await soundness.structure(repository, report, signal);
      const now = clock.now();
      const { backup, timeZone } = lab();
      const { nextAt } = night(backup, timeZone, memory.followed(), now);
      const madeAt = memory.repository(repository)?.madeAt ?? now;
      const parts = partsTonight(memory.health(repository), madeAt, now, nextAt);
      for (const [index, part] of parts.entries()) {
        report.progress(index / parts.length, `reading part ${part} of ${rotationParts}`);
        await soundness.part(repository, part, structure, report, signal);
      }
      soundness.assertSound(repository);
      report.progress(1, `Part ${parts.join(', ')} of ${rotationParts} was read.`);
    },

    async retain(job, repository, report, signal) {
      const { id } = await made(repository, job, signal);
      const words = await thinning.thin(repository, { made: id, said: job.params }, report, signal);
      if (words !== undefined) report.progress(1, words);
    },

    async prune(_job, repository, report, signal) {
      await repositories.with(repository, (it) => it.prune((line) => report.log(line), signal));
      memory.notePruned(repository, clock.now());
    },
  };
}
