import { LabError } from '../../core/model/lab-error.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { toLabError } from '../../jobs/job-ending.ts';
import type { Listings } from './listings.ts';
import type { Repositories } from './repository-access.ts';
import type { RoomForTheLab } from './room-for-the-lab.ts';
import type { Soundness } from './soundness.ts';
import type { PersonSaid, Thinning } from './thinning.ts';

export interface RoomAgainOptions {
  repositories: Repositories;
  listings: Pick<Listings, 'whole'>;
  soundness: Pick<Soundness, 'structure' | 'assertSound'>;
  thinning: Pick<Thinning, 'thin'>;
  forTheLab: Pick<RoomForTheLab, 'during'>;
}

/** Where, and what a person said: what is thinned out goes by that. */
export interface RoomWanted {
  repository: string;
  said: PersonSaid;
}

/**
 * What was written before a disk was full stays in the repository and is no snapshot's: it would keep the disk full for every
 * night to come, and it may be the disk that databases write to. It is cleared out, with older snapshots that retention does not
 * keep and all else that no snapshot needs, and what found no room is tried once more; what that leaves goes as well.
 */
export class RoomAgain {
  readonly #options: RoomAgainOptions;

  constructor(options: RoomAgainOptions) {
    this.#options = options;
  }

  /** Throws what `work` threw, or what ended it, where nothing could be cleared out, or where there was no room after that either. */
  async tried<Result>(
    wanted: RoomWanted,
    report: StepReport,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { forTheLab } = this.#options;
    const { repository } = wanted;
    try {
      return await forTheLab.during(repository, signal, work);
    } catch (error) {
      if (!(await this.#isRoomMade(error, wanted, report, signal))) throw error;
    }
    report.log('There may be room now: it is tried once more.');
    try {
      return await forTheLab.during(repository, signal, work);
    } catch (error) {
      await this.#isRoomMade(error, wanted, report, signal);
      throw error;
    }
  }

  /** Never for any other error than that a disk is full. */
  async #isRoomMade(
    error: unknown,
    wanted: RoomWanted,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (!(error instanceof LabError) || error.code !== 'backup.target_full') return false;
    report.log(`${error.message} What no snapshot needs is cleared out of it.`);
    return this.#isCleared(wanted, report, signal);
  }

  /** Of a repository that is full no night comes so far: it would stay full whatever retention says. */
  async #thin({ repository, said }: RoomWanted, report: StepReport, signal: AbortSignal): Promise<void> {
    try {
      const nothing = { made: undefined, said };
      const words = await this.#options.thinning.thin(repository, nothing, report, signal);
      if (words !== undefined) report.log(words);
    } catch (error) {
      if (signal.aborted) throw error;
      const { message, hint } = toLabError(error);
      report.log(`No snapshot was taken out: ${message} ${hint ?? ''}`.trim());
    }
  }

  /** As in any night, nothing is taken out of a repository that was not found right just before. */
  async #isCleared(wanted: RoomWanted, report: StepReport, signal: AbortSignal): Promise<boolean> {
    const { repository } = wanted;
    const { repositories, listings, soundness } = this.#options;
    try {
      await repositories.with(repository, (it) => it.unlock());
      await listings.whole(repository, signal);
      await soundness.structure(repository, report, signal);
      soundness.assertSound(repository);
      await this.#thin(wanted, report, signal);
      await repositories.with(repository, (it) => it.pruneInPlace((line) => report.log(line), signal));
      return true;
    } catch (error) {
      if (signal.aborted) throw error;
      report.log(`Nothing was cleared out: ${toLabError(error).message}`);
      return false;
    }
  }
}
