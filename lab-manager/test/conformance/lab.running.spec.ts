import { writeFile } from 'node:fs/promises';
import { useRunningLab } from '../support/use-running-lab.ts';
import { labSuite } from './lab.suite.ts';

describe('conformance/lab: running, on real files and a real store', () => {
  const bench = useRunningLab();
  beforeEach(() => bench.start('name: One\n'));

  labSuite(() => ({
    lab: bench.running.lab,
    loseEngine: () => bench.engine.disconnect(),
    breakLabFile: () => writeFile(bench.root.at('lab.yaml'), 'name: Two\nbroken: [\n'),
  }));
});
