import type { Job } from '../core/model/job.ts';
import type { JobLogLine } from '../core/ports.ts';

export interface JobEventMap {
  /** The whole job as it is now; at most ten times a second per job, and always after its state changed. */
  'job:changed': Job;
  'job:log': JobLogLine & { job: string };
}

type Listener<Name extends keyof JobEventMap> = (event: JobEventMap[Name]) => void;

/** Tells who listens. A listener that throws disturbs neither the job nor the others. */
export class JobEvents {
  readonly #listeners: { [Name in keyof JobEventMap]: Set<Listener<Name>> } = {
    'job:changed': new Set(),
    'job:log': new Set(),
  };
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Answers how to stop listening. */
  on<Name extends keyof JobEventMap>(name: Name, listener: Listener<Name>): () => void {
    this.#listeners[name].add(listener);
    return () => void this.#listeners[name].delete(listener);
  }

  emit<Name extends keyof JobEventMap>(name: Name, event: JobEventMap[Name]): void {
    for (const listener of this.#listeners[name]) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
