import { writeFile } from 'node:fs/promises';
import type { LabOptions } from '../../src/engine/lab-options.ts';
import { runLab, type RunningLab } from '../../src/engine/run-lab.ts';
import { noFailPoints } from '../../src/jobs/fail-points.ts';
import { someFacts } from './builders/a-lab-file.ts';
import { eventually } from './eventually.ts';
import { FakeEngine } from './fake-engine.ts';
import { realClock } from './real-clock.ts';
import { useTempFiles, type TempFiles } from './temp-files.ts';
import { useTempStore } from './temp-store.ts';

export interface RunningBench {
  root: TempFiles;
  engine: FakeEngine;
  running: RunningLab;
  /** Installs and runs a lab of this lab file, until its services run. */
  start(labFile: string, more?: Partial<LabOptions>): Promise<void>;
}

/** The lab as the manager runs it, on real files and a real store; its containers are in memory, glab's says `ready`. */
export function useRunningLab(): RunningBench {
  const bench = {} as RunningBench;
  // Before the store's own: hooks run in the order in which they were made.
  afterEach(() => bench.running.stop());
  bench.root = useTempFiles();
  const temp = useTempStore();
  bench.start = async (labFile, more = {}) => {
    await writeFile(bench.root.at('lab.yaml'), labFile);
    const installation = someFacts({ home: bench.root.home });
    bench.engine = new FakeEngine({ labId: installation.labId, dataRoot: bench.root.home });
    for (const name of ['database', 'front', 'glab'])
      bench.engine.addImage(`labstead/${name}:${installation.version}`, {
        health: 'healthy',
        ...(name === 'glab' && { output: [{ stream: 'stdout', text: 'ready' }] }),
      });
    const store = temp.open();
    bench.running = await runLab({
      engine: bench.engine,
      files: bench.root.files,
      edge: { ask: () => Promise.resolve(undefined) },
      store,
      clock: realClock,
      installation,
      failPoints: noFailPoints,
      onEvent: () => undefined,
      ...more,
    });
    const glab = () => bench.running.lab.status().services.find(({ name }) => name === 'prod-glab')?.state;
    await eventually(() => store.journal.unfinished().length === 0 && glab() === 'running', 5000);
  };
  return bench;
}
