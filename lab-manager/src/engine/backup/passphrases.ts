import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';

/**
 * Passphrases of exports, each for the job that it was given for. INVARIANT: they are nowhere but here, so a job whose manager
 * died meanwhile has to be asked for again; going on without would leave out what somebody wanted sealed.
 */
export class Passphrases {
  readonly #kept = new Map<string, string>();

  keep(job: string, passphrase: string): void {
    this.#kept.set(job, passphrase);
  }

  forget(job: string): void {
    this.#kept.delete(job);
  }

  /** Undefined where none was given. Throws `export.no_passphrase` where one was, and is gone. */
  of({ id, params: { sealed } }: Pick<Job, 'id' | 'params'>): string | undefined {
    const kept = this.#kept.get(id);
    if (sealed !== true || kept !== undefined) return kept;
    throw new LabError(
      'export.no_passphrase',
      'The manager restarted, and kept the passphrase in memory alone.',
      {
        hint: 'Nothing was changed. Ask for the same again, with the passphrase.',
      },
    );
  }
}
