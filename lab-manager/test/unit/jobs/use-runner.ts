import type { Job } from '../../../src/core/model/job.ts';
import type { Store, Wishes } from '../../../src/core/ports.ts';
import type { JobDefinition, JobDefinitions } from '../../../src/jobs/job-definition.ts';
import { JobRunner, type JobRunnerOptions } from '../../../src/jobs/job-runner.ts';
import { realClock } from '../../support/real-clock.ts';
import { useTempStore, type TempStore } from '../../support/temp-store.ts';
import { always, request } from './support.ts';

export interface RunnerBench {
  temp: TempStore;
  store: Store;
  runner: JobRunner;
  /** What the runner reported beside the jobs. */
  errors: unknown[];
  /** A runner on the same files, as after a restart of the manager; not yet resumed. */
  restart(
    definitions: JobDefinition | JobDefinitions,
    options?: Partial<JobRunnerOptions>,
    directory?: string,
  ): JobRunner;
  /** Runs one job to its end. */
  run(definition: JobDefinition): Promise<Job>;
}

/** A runner on a real journal for each test. */
export function useRunner(): RunnerBench {
  const temp = useTempStore();
  const bench: Partial<RunnerBench> & Pick<RunnerBench, 'temp' | 'errors'> = { temp, errors: [] };
  const restart: RunnerBench['restart'] = (definitions, options = {}, directory = temp.directory) => {
    const store = temp.open({ directory });
    const runner = new JobRunner({
      journal: store.journal,
      clock: realClock,
      definitions: 'plan' in definitions ? always(definitions) : definitions,
      onError: (error) => bench.errors.push(error),
      retryMs: 10,
      ...options,
    });
    Object.assign(bench, { store, runner });
    return runner;
  };
  const run: RunnerBench['run'] = async (definition) => {
    const runner = restart(definition);
    runner.resume();
    const { id } = runner.ask(request());
    await runner.idle();
    return (bench as RunnerBench).store.journal.get(id)!;
  };
  beforeEach(() => (bench.errors.length = 0));
  afterEach(() => bench.runner?.stop(1000));
  return Object.assign(bench, { restart, run }) as RunnerBench;
}

/** Looked up anew at each call: the store is opened again with the runner. */
export function wishesOf(bench: Pick<RunnerBench, 'store'>): Wishes {
  return new Proxy({} as Wishes, {
    get: (_, name: keyof Wishes) => bench.store.wishes[name].bind(bench.store.wishes),
  });
}
