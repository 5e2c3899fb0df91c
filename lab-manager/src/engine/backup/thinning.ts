import { othersGoneAt } from '../../core/backup/installation.ts';
import { isWeeklyDue } from '../../core/backup/night.ts';
import { originalsToCome, retained } from '../../core/backup/retention.ts';
import { judged } from '../../core/backup/standing.ts';
import type { BackupFile } from '../../core/model/backup.ts';
import type { JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupMemory, Clock } from '../../core/ports.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import type { Listings } from './listings.ts';
import type { Repositories } from './repository-access.ts';

export interface ThinningOptions {
  repositories: Repositories;
  listings: Listings;
  memory: BackupMemory;
  clock: Clock;
  labId: string;
  lab(): { backup: BackupFile; timeZone: string };
}

/** What a person said who asked for the job. */
export type PersonSaid = Pick<JobParams, 'clockIsRight' | 'otherIsGone'>;

export interface Thinned {
  /** The snapshot, or its copy, that was just made there; undefined: none was. */
  made: string | undefined;
  said: PersonSaid;
}

/** Takes out of repositories what retention does not keep. */
export class Thinning {
  readonly #options: ThinningOptions;
  /** When it was refused; once a week, and after a start, it is asked anew. */
  readonly #refusedAt = new Map<string, number>();

  constructor(options: ThinningOptions) {
    this.#options = options;
  }

  /** Repositories that let nobody take anything out. */
  keepsAll(): readonly string[] {
    const now = this.#options.clock.now();
    return [...this.#refusedAt.keys()].filter((name) => !isWeeklyDue(this.#refusedAt.get(name), now));
  }

  /** Answers what was taken out, a sentence; undefined: nothing had to be. Throws as `retained` does. */
  async thin(
    repository: string,
    { made, said }: Thinned,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { listings, memory, clock, labId } = this.#options;
    const { backup, timeZone } = this.#options.lab();
    const snapshots = await listings.whole(repository, signal);
    const now = clock.now();
    const clockConfirmed = said.clockIsRight === true;
    if (said.otherIsGone === true) memory.noteOthersGone(othersGoneAt(snapshots, now));
    const known = { health: memory.health(repository), drills: memory.drills(), now };
    const { keep, forget } = retained({
      snapshots: snapshots.map((one) => ({ ...one, standing: judged(one, known).standing })),
      ...{ made, labId, timeZone, now, clockConfirmed, installation: memory.installation() },
      toComeConfirmed: memory.toComeConfirmed(),
      ...{ retention: backup.retention, schedule: backup.schedule },
    });
    // What one person said of them holds for the nights to come, in which nobody says anything.
    if (clockConfirmed) memory.noteToComeConfirmed(repository, originalsToCome(snapshots, now));
    for (const { id, why } of [...keep, ...forget]) report.log(`${id.slice(0, 8)}: ${why}`);
    if (forget.length === 0) return undefined;
    const ids = forget.map(({ id }) => id);
    if ((await this.#takeOut(repository, ids, signal)) === 'refused')
      return `${repository} lets nobody take anything out: all its snapshots stay.`;
    const what = ids.length === 1 ? 'One older snapshot was' : `${ids.length} older snapshots were`;
    return `${what} taken out of ${repository}.`;
  }

  /** A copy may be one that nobody can take anything out of, on purpose; of the first repository that is a failure. */
  async #takeOut(
    repository: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<'taken' | 'refused'> {
    const { repositories, listings, clock } = this.#options;
    try {
      await repositories.with(repository, (it) => it.forget(ids, signal));
      return 'taken';
    } catch (error) {
      const isCopy = repository !== repositories.primary().name;
      if (!isCopy || !(error instanceof LabError) || error.code !== 'backup.forbidden') throw error;
      this.#refusedAt.set(repository, clock.now());
      return 'refused';
    } finally {
      await listings.anew(repository, signal);
    }
  }
}
