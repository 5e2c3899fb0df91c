import { expect } from 'chai';
import { limitsInForce } from '../../../../src/core/figures/limits-in-force.ts';
import type { ObservedContainer } from '../../../../src/core/model/observed-state.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { aContainer, allAsWished, withContainers } from '../../../support/builders/an-observed-lab.ts';

describe('core/figures/limits-in-force', () => {
  const desired = aLab();
  const observed = allAsWished(desired);
  const spec = desired.services.find(({ name }) => name === 'prod-glab')?.spec;
  const changed = (change: Partial<ObservedContainer>) =>
    withContainers(observed, [aContainer('prod-glab', change)]);

  it('are those that a service runs with, as wished for', () => {
    expect(limitsInForce({ desired, observed }, 'prod-glab')).to.equal(spec);
  });

  it('of one that runs in another form are not those it is wished for with', () => {
    const other = changed({ configHash: 'another' });
    expect(limitsInForce({ desired, observed: other }, 'prod-glab')).to.equal(undefined);
  });

  it('of one that doesn’t run are those it will start with', () => {
    const stopped = changed({ configHash: 'another', state: 'exited' });
    expect(limitsInForce({ desired, observed: stopped }, 'prod-glab')).to.equal(spec);
  });

  it('of what the lab file doesn’t name are not known', () => {
    expect(limitsInForce({ desired, observed }, 'edge')).to.equal(undefined);
  });
});
