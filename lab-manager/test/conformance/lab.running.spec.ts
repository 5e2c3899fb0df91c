import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { runLab, type RunningLab } from '../../src/engine/run-lab.ts';
import { noFailPoints } from '../../src/jobs/fail-points.ts';
import { someFacts } from '../support/builders/a-lab-file.ts';
import { FakeEngine } from '../support/fake-engine.ts';
import { realClock } from '../support/real-clock.ts';
import { useTempFiles } from '../support/temp-files.ts';
import { useTempStore } from '../support/temp-store.ts';
import { eventually } from './container-engine.suite.ts';
import { labSuite } from './lab.suite.ts';

describe('conformance/lab: running, on real files and a real store', () => {
  // Made first, so that its hook runs before the store is closed.
  afterEach(() => running.stop());
  const root = useTempFiles();
  const temp = useTempStore();
  let engine: FakeEngine;
  let running: RunningLab;

  beforeEach(async () => {
    await writeFile(root.at('lab.yaml'), 'name: One\n');
    const installation = someFacts({ home: root.home });
    engine = new FakeEngine({ labId: installation.labId, dataRoot: root.home });
    const image = (name: string) => `labstead/${name}:${installation.version}`;
    engine.addImage(image('database'));
    engine.addImage(image('front'));
    engine.addImage(image('glab'), {
      health: 'healthy',
      output: [{ stream: 'stdout', text: 'ready' }],
    });
    running = await runLab({
      engine,
      files: root.files,
      edge: { ask: () => Promise.resolve(undefined) },
      store: temp.open(),
      clock: realClock,
      installation,
      failPoints: noFailPoints,
      onEvent: () => undefined,
    });
    await apply(running);
  });

  labSuite(() => ({
    lab: running.lab,
    loseEngine: () => engine.disconnect(),
    breakLabFile: () => writeFile(root.at('lab.yaml'), 'name: Two\nbroken: [\n'),
  }));
});

async function apply({ lab, runner }: RunningLab): Promise<void> {
  const requestedBy = { actor: 'ada', via: 'cli', requestId: undefined } as const;
  runner.ask({ kind: 'apply', params: { target: 'lab' }, requestedBy, whenBusy: 'wait' });
  const glab = () => lab.status().services.find(({ name }) => name === 'prod-glab');
  await eventually(() => expect(glab()?.state).to.equal('running'));
}
