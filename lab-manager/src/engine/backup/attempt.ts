import type { ReadingStage } from '../../jobs/backup-work.ts';
import type { DumpedDatabase, SnapshotManifest } from '../../core/model/backup.ts';

/**
 * What one attempt at reading the lab found so far. A manager that dies loses it, and begins anew with an empty staging folder:
 * nothing of it has to be remembered.
 */
export interface Attempt {
  /** Epoch milliseconds at which the first dump began. */
  takenAt: number;
  stage: Exclude<ReadingStage, 'nowhere'>;
  databases: DumpedDatabase[];
  /** A sentence each. */
  missing: string[];
  leftOut: string[];
  /** What was read ahead: an id. */
  ahead?: string;
  /** Once it is staged. */
  manifest?: SnapshotManifest;
}

export class Attempts {
  readonly #attempts = new Map<string, Attempt>();

  begin(job: string, takenAt: number): Attempt {
    const attempt: Attempt = { takenAt, stage: 'amid', databases: [], missing: [], leftOut: [] };
    this.#attempts.set(job, attempt);
    return attempt;
  }

  stage(job: string): ReadingStage {
    return this.find(job)?.stage ?? 'nowhere';
  }

  find(job: string): Attempt | undefined {
    return this.#attempts.get(job);
  }

  of(job: string): Attempt {
    const attempt = this.#attempts.get(job);
    if (attempt === undefined) throw new Error(`the job ${job} has not begun to read the lab`);
    return attempt;
  }

  end(job: string): void {
    this.#attempts.delete(job);
  }
}
