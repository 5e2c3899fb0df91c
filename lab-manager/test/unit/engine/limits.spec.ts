import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import { useRunningLab } from '../../support/use-running-lab.ts';

const GiB = 1024 ** 3;
const limits = (glab: string) =>
  `name: Test lab\nenvironments:\n  prod:\n    resources:\n      glab: {${glab}}\n`;

describe('engine: limits', () => {
  const bench = useRunningLab();
  const lab = () => bench.running.lab;

  const start = async () => {
    await bench.start('name: Test lab\n', {
      machine: {
        read: () =>
          Promise.resolve({
            cores: 2,
            busySeconds: 1,
            memoryBytes: GiB,
            memoryTotalBytes: 8 * GiB,
            load: [0, 0, 0],
          }),
      },
    });
    await eventually(() => lab().figures().machine !== undefined, 2000);
  };

  for (const change of ['memory: 3 GiB', 'cpus: 1.5', 'pids: 1000'])
    it(`another limit is a step of the plan, before it is accepted: ${change}`, async () => {
      await start();
      const { plan, changes, warnings } = await lab().checkLabFile(limits(change));
      expect(changes.map(({ path }) => path)).to.deep.equal([
        `environments.prod.resources.glab.${change.split(':')[0]}`,
      ]);
      const made = plan.flatMap(({ operation }) =>
        operation.kind === 'createContainer' ? [operation.spec.name] : [],
      );
      expect(made).to.have.lengthOf(1);
      expect(made[0]).to.match(/-prod-glab$/);
      expect(warnings).to.deep.equal([]);
    });

  it('what the machine doesn’t have is warned about, naming the field, and allowed', async () => {
    await start();
    const { warnings, plan } = await lab().checkLabFile(limits('memory: 9 GiB, cpus: 64'));
    expect(plan.length).to.be.greaterThan(0);
    expect(warnings.map(({ message }) => message)).to.deep.equal([
      'prod-glab may use 9 GiB of memory, more than the 8 GiB that this machine has.',
      'prod-glab may use 64 cores; this machine has 2, so that it may use all of them.',
    ]);
    expect(warnings.map(({ hint }) => hint)).to.deep.equal([
      'Lower environments.prod.resources.glab.memory in the lab file.',
      'Lower environments.prod.resources.glab.cpus in the lab file.',
    ]);
  });
});
