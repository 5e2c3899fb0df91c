import { expect } from 'chai';
import { configHash } from '../../../../src/core/desired/config-hash.ts';
import { desiredState } from '../../../../src/core/desired/desired-state.ts';
import { beyondMachine } from '../../../../src/core/health/limits-beyond-machine.ts';
import { aLabFile, someFacts } from '../../../support/builders/a-lab-file.ts';
import { wished } from '../../../support/builders/a-lab.ts';

describe('core/desired/within-cores', () => {
  const glab = (cpus: number, cores: number | undefined) => {
    const labFile = aLabFile(`environments:\n  prod:\n    resources:\n      glab: { cpus: ${cpus} }\n`);
    const { services } = desiredState(labFile, someFacts({ cores }), wished());
    const found = services.find(({ name }) => name === 'prod-glab');
    if (found === undefined) throw new Error('no prod-glab');
    return found;
  };

  it('more cores than the machine has are all of them: the engine would refuse to promise more', () => {
    expect([1.5, 8, 64].map((cpus) => glab(cpus, 8).spec.cpus)).to.deep.equal([1.5, 8, 8]);
    expect(glab(64, undefined).spec.cpus).to.equal(64);
  });

  it('on a machine with more cores the container is made anew with them', () => {
    expect(configHash(glab(64, 16).spec)).to.not.equal(configHash(glab(64, 8).spec));
    expect(configHash(glab(4, 16).spec)).to.equal(configHash(glab(4, 8).spec));
  });

  it('what was asked for is told nevertheless', () => {
    const [told] = beyondMachine([glab(64, 2)], { cores: 2, memoryTotalBytes: 2 ** 40 });
    expect(told?.message).to.equal(
      'prod-glab may use 64 cores; this machine has 2, so that it may use all of them.',
    );
  });
});
