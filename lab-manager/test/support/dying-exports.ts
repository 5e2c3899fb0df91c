import { copyFileSync, renameSync } from 'node:fs';
import type { LabExports } from '../../src/core/ports.ts';
import type { FakeUses } from './fake-uses.ts';

interface CutOff<Result> {
  /** Ends early where it is told to, as when it is called off; `reach` says how far it is. */
  work: (signal: AbortSignal, reach: (place: string) => void) => Promise<Result>;
  signal: AbortSignal | undefined;
  /** What a call that is called off takes away, and one whose manager dies can't. */
  left?: string;
}

/** Exports as they are, whose manager may die amid each entry that is written, checked or unpacked: what lies there by then stays. */
export function dyingExports(exports: LabExports, uses: FakeUses): LabExports {
  async function mayDie<Result>({ work, signal, left }: CutOff<Result>): Promise<Result> {
    const power = new AbortController();
    const ends = signal === undefined ? power.signal : AbortSignal.any([signal, power.signal]);
    const death: { gone?: Promise<never> } = {};
    const reach = (place: string): void => {
      if (death.gone !== undefined) return;
      const gone = uses.deathAt(place);
      if (gone === undefined) return;
      death.gone = gone;
      if (left !== undefined) copyFileSync(left, `${left}.kept`);
      power.abort();
    };
    const [outcome] = await Promise.allSettled([work(ends, reach)]);
    if (death.gone !== undefined) {
      if (left !== undefined) renameSync(`${left}.kept`, left);
      return death.gone;
    }
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  return {
    ...exports,
    write: (request, onProgress, signal) =>
      mayDie({
        work: (ends, reach) =>
          exports.write(
            request,
            (progress) => {
              onProgress(progress);
              reach(`writes:${progress.entry}`);
            },
            ends,
          ),
        ...{ signal, left: `${request.target}.partial` },
      }),
    check: (file, limits, onProgress, options = {}) =>
      mayDie({
        work: (signal, reach) =>
          exports.check(
            file,
            limits,
            (reading) => {
              onProgress(reading);
              reach(`checks:${reading.entry}`);
            },
            { ...options, signal },
          ),
        signal: options.signal,
      }),
    unpack: (file, request, onProgress, signal) =>
      mayDie({
        work: (ends, reach) =>
          exports.unpack(
            file,
            request,
            (reading) => {
              onProgress(reading);
              reach(`unpacks:${reading.entry}`);
            },
            ends,
          ),
        signal,
      }),
  };
}
