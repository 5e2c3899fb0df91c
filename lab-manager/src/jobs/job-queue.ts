import type { Job } from '../core/model/job.ts';
import type { JobJournal } from '../core/ports.ts';
import { overlap } from './overlap.ts';

type Waiting = Pick<Job, 'id' | 'params'>;

/** Whose turn it is. The journal is the queue: all that is kept beside it is which of those that run only wait. */
export class JobQueue {
  readonly #journal: Pick<JobJournal, 'unfinished'>;
  /** Those that let others pass, with their targets. */
  readonly #aside = new Map<string, string>();

  constructor(journal: Pick<JobJournal, 'unfinished'>) {
    this.#journal = journal;
  }

  /** The job that acts, or the one that waits for its turn next. */
  first(): Job | undefined {
    const open = this.#journal.unfinished().filter((job) => this.#isInTheWay(job));
    return open.find((job) => job.state === 'running') ?? open[0];
  }

  /** What a job about that target would come after. */
  before(target: string): Job | undefined {
    return this.#journal
      .unfinished()
      .find((job) => this.#isInTheWay(job) || overlap(job.params.target, target));
  }

  /** From now on it only waits. */
  letPass({ id, params }: Waiting): void {
    this.#aside.set(id, params.target);
  }

  /** It has its turn again. */
  goOn({ id }: Waiting): void {
    this.#aside.delete(id);
  }

  #isInTheWay(job: Job): boolean {
    return !this.#aside.has(job.id) && !this.#mustWait(job);
  }

  /** The lab's own jobs leave what is waited for as it is. */
  #mustWait({ params, requestedBy }: Job): boolean {
    return requestedBy.via !== 'lab' && [...this.#aside.values()].some((it) => overlap(it, params.target));
  }
}
