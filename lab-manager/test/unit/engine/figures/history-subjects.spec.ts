import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { useRunningLab } from '../../../support/use-running-lab.ts';

describe('engine/figures: whose day can be asked for', () => {
  const bench = useRunningLab();
  const day = (subject: string) => bench.running.lab.figureHistory(subject, 0).values.size;

  it('before anything was read, the day of the machine, an environment or a service is empty and no error', async () => {
    await bench.start('name: Test lab\n', { clock: { now: () => 0, monotonic: () => 0 } });
    for (const subject of ['machine', 'prod', 'dev', 'prod-glab', 'edge'])
      expect(day(subject), subject).to.equal(0);
  });

  it('of what there is not, that is said', async () => {
    await bench.start('name: Test lab\n');
    expect(() => day('prod-glob')).to.throw(LabError, 'prod-glob');
  });
});
