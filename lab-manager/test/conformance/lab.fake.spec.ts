import { LabError } from '../../src/core/model/lab-error.ts';
import { FakeLab } from '../support/fake-lab.ts';
import { labSuite, type LabBench } from './lab.suite.ts';

describe('conformance/lab: in memory', () => {
  let bench: LabBench;

  beforeEach(() => {
    const lab = new FakeLab();
    lab.lines = async function* () {
      yield await Promise.resolve({
        stream: 'stdout',
        time: '2026-01-01T00:00:01.000000000Z',
        text: 'ready',
      });
    };
    const loseEngine = () => {
      lab.failure = new LabError('docker.unreachable', 'Docker can’t be reached.', { hint: 'Start Docker.' });
      lab.tell({ state: 'unknown' });
    };
    const breakLabFile = async () => {
      lab.brokenOnDisk = true;
      return Promise.resolve();
    };
    bench = { lab, loseEngine, breakLabFile };
  });

  labSuite(() => bench);
});
