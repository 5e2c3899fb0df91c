import { expect } from 'chai';
import { configHash } from '../../../src/core/desired/config-hash.ts';
import type { HealthInput } from '../../../src/core/health/check.ts';
import type { Job, JobStep } from '../../../src/core/model/job.ts';
import type { ObservedState } from '../../../src/core/model/observed-state.ts';
import { previousName } from '../../../src/core/names.ts';
import { stepAct } from '../../../src/core/step-names.ts';
import { holdBack } from '../../../src/engine/hold-back.ts';
import { aLabOf, aService } from '../../support/builders/a-lab.ts';
import { aContainer, allAsWished, withContainers } from '../../support/builders/an-observed-lab.ts';

describe('engine/hold-back', () => {
  const glab = aService('prod-glab');
  const desired = aLabOf(glab);
  const alone = allAsWished(desired);
  const beside = withContainers(alone, [aContainer(previousName('prod-glab'))]);
  let held: string[];
  beforeEach(() => (held = []));

  const step = (name: string, state: JobStep['state']): JobStep =>
    ({ name, act: stepAct(name), state }) as JobStep;
  /** Whether a job that failed at that step holds its service back. */
  const holds = (failed: string, observed: ObservedState, before: readonly JobStep[] = []): boolean => {
    const job = { id: '1', steps: before } as unknown as Job;
    const { holdBackFailed } = holdBack({
      wishes: { holdBack: (service, hash) => void held.push(`${service} ${hash}`) },
      clock: { now: () => 1 },
      services: () => [glab],
      health: () => ({ look: { desired, observed } }) as HealthInput,
    });
    return holdBackFailed(job, step(failed, 'failed'));
  };

  for (const kind of ['createContainer', 'startContainer', 'waitHealthy'])
    it(`what fails at ${kind} is held back in this form while its predecessor is there`, () => {
      expect(holds(`${kind}:prod-glab`, beside)).to.equal(true);
      expect(held).to.deep.equal([`prod-glab ${configHash(glab.spec)}`]);
    });

  it('so is what the job put aside itself, also where the newest look was before that', () => {
    const renamed = step('renameContainer:prod-glab', 'done');
    expect(holds('createContainer:prod-glab', alone, [renamed])).to.equal(true);
    expect(held).to.have.length(1);
  });

  it('where there is nothing to go back to, nothing is held back', () => {
    const meant = step('renameContainer:prod-glab', 'superseded');
    expect(holds('waitHealthy:prod-glab', alone, [meant])).to.equal(false);
    expect(held).to.deep.equal([]);
  });

  it('a step that says nothing of a new container holds nothing back', () => {
    for (const name of ['stopContainer:prod-glab', 'waitHealthy:prod-db', 'wish:prod-glab', 'removeAside'])
      expect(holds(name, beside)).to.equal(false);
    expect(held).to.deep.equal([]);
  });
});
