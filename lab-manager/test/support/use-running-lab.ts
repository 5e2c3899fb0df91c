import { writeFile } from 'node:fs/promises';
import type { LabOptions } from '../../src/engine/lab-options.ts';
import type { Job, JobKind, JobParams } from '../../src/core/model/job.ts';
import type { Store } from '../../src/core/ports.ts';
import { runLab, type RunningLab } from '../../src/engine/run-lab.ts';
import { noFailPoints } from '../../src/jobs/fail-points.ts';
import { someFacts } from './builders/a-lab-file.ts';
import { eventually } from './eventually.ts';
import { linuxMachine } from '../../src/adapters/machine/linux-machine.ts';
import { FakeEngine } from './fake-engine.ts';
import type { FakeProgram } from './fake-engine-world.ts';
import { realClock } from './real-clock.ts';
import { useTempFiles, type TempFiles } from './temp-files.ts';
import { useTempStore } from './temp-store.ts';

export interface RunningBench {
  root: TempFiles;
  engine: FakeEngine;
  running: RunningLab;
  /** Installs and runs a lab of this lab file, until its services run. */
  start(labFile: string, more?: Partial<LabOptions>, glab?: NonNullable<FakeProgram['exec']>): Promise<void>;
  store(): Store;
  /** Asks for a job as a person does on the command line. */
  ask(kind: JobKind, params: JobParams): Job;
  /** The same, once everything asked for has ended. */
  askAndWait(kind: JobKind, params: JobParams): Promise<Job>;
  /**
   * Resolves once the schedules and idleness were looked at three times over from here on, and what that asked for has
   * ended: what did not happen by then does not happen.
   */
  settled(): Promise<void>;
  /** Stops it and runs it again, on what it left. */
  restart(whileDown?: () => void): Promise<void>;
}

/** What glab and the codelab say while nothing is asked of them. */
export const idleGlab: NonNullable<FakeProgram['exec']> = () => ({
  exitCode: 0,
  stdout: '{"running_scenarios": 0, "queued_scenarios": 0, "unused_seconds": null}',
  stderr: '',
});

/** The lab as the manager runs it, on real files and a real store; its containers are in memory, glab's says `ready`. */
export function useRunningLab(): RunningBench {
  const bench = {} as RunningBench;
  // Before the store's own: hooks run in the order in which they were made.
  afterEach(() => bench.running.stop());
  bench.root = useTempFiles();
  const temp = useTempStore();
  bench.start = async (labFile, more = {}, glabExec = idleGlab) => {
    await writeFile(bench.root.at('lab.yaml'), labFile);
    const installation = someFacts({ home: bench.root.home });
    bench.engine = new FakeEngine({
      labId: installation.labId,
      dataRoot: bench.root.home,
      now: () => (more.clock ?? realClock).now(),
    });
    for (const name of ['database', 'front', 'glab'])
      bench.engine.addImage(`labstead/${name}:${installation.version}`, {
        health: 'healthy',
        ...(name === 'glab' && { output: [{ stream: 'stdout', text: 'ready' }] }),
        ...(name === 'glab' && { exec: glabExec }),
      });
    bench.engine.addImage(`labstead/codelab:${installation.version}`, { health: 'healthy', exec: glabExec });
    const store = temp.open();
    bench.store = () => store;
    bench.ask = (kind, params) => {
      const requestedBy = { actor: 'user-1', via: 'cli', requestId: undefined } as const;
      return bench.running.runner.ask({ kind, params, requestedBy, whenBusy: 'wait' });
    };
    bench.askAndWait = async (kind, params) => {
      const { id } = bench.ask(kind, params);
      await bench.running.runner.idle();
      return store.journal.get(id)!;
    };
    const looks = { 'onDemand.looked': 0, 'idleApps.looked': 0 };
    const { clock = realClock, failPoints = noFailPoints } = more;
    bench.settled = async () => {
      const before = { ...looks };
      const enough = () =>
        looks['onDemand.looked'] >= before['onDemand.looked'] + 3 &&
        looks['idleApps.looked'] >= before['idleApps.looked'] + 3;
      await eventually(() => enough() && store.journal.unfinished().length === 0, 20_000);
    };
    const options: LabOptions = {
      engine: bench.engine,
      files: bench.root.files,
      edge: { ask: () => Promise.resolve(undefined) },
      machine: linuxMachine(),
      store,
      clock,
      installation,
      onEvent: () => undefined,
      ...more,
      failPoints: {
        reach(name) {
          if (name === 'onDemand.looked' || name === 'idleApps.looked') looks[name] += 1;
          failPoints.reach(name);
        },
      },
    };
    bench.running = await runLab(options);
    bench.restart = async (whileDown = () => undefined) => {
      await bench.running.stop();
      whileDown();
      bench.running = await runLab(options);
      await eventually(() => glab() === 'running', 5000);
    };
    const glab = () => bench.running.lab.status().services.find(({ name }) => name === 'prod-glab')?.state;
    await eventually(() => store.journal.unfinished().length === 0 && glab() === 'running', 5000);
  };
  return bench;
}
