import { isBackupJob, type Job, type JobKind } from '../core/model/job.ts';
import type { JobJournal } from '../core/ports.ts';
import { exclude } from './overlap.ts';

type Waiting = Pick<Job, 'id' | 'kind' | 'params'>;
type Asked = Pick<Job, 'kind' | 'params'>;

/** Whose turn it is. The journal is the queue: all that is kept beside it is which of those that run only wait. */
export class JobQueue {
  readonly #journal: Pick<JobJournal, 'unfinished'>;
  /** Those that let others pass, but for those of these kinds. */
  readonly #aside = new Map<string, { job: Waiting; keepsOff: readonly JobKind[] }>();

  constructor(journal: Pick<JobJournal, 'unfinished'>) {
    this.#journal = journal;
  }

  /** The job that acts, or the one that waits for its turn next. */
  first(): Job | undefined {
    const open = this.#journal.unfinished().filter((job) => this.#isInTheWay(job));
    return open.find((job) => job.state === 'running') ?? open[0];
  }

  /** What such a job would come after. */
  before(asked: Asked): Job | undefined {
    return this.#journal
      .unfinished()
      .find((job) => this.#isInTheWay(job) || exclude(job, asked) || this.#isKeptOffBy(job.id, asked));
  }

  /** From now on it only waits. */
  letPass(job: Waiting, keepsOff: readonly JobKind[] = []): void {
    this.#aside.set(job.id, { job, keepsOff });
  }

  /** It has its turn again. */
  goOn({ id }: Pick<Waiting, 'id'>): void {
    this.#aside.delete(id);
  }

  #isInTheWay(job: Job): boolean {
    return !this.#aside.has(job.id) && !this.#mustWait(job);
  }

  /** The lab's own jobs leave what is waited for as it is, but for those of backups. */
  #mustWait(job: Job): boolean {
    const passes = job.requestedBy.via === 'lab' && !isBackupJob(job);
    return (
      !passes &&
      [...this.#aside.values()].some((it) => exclude(it.job, job) || this.#isKeptOffBy(it.job.id, job))
    );
  }

  #isKeptOffBy(id: string, { kind }: Asked): boolean {
    return this.#aside.get(id)?.keepsOff.includes(kind) ?? false;
  }
}
