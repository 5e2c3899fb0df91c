import { expect } from 'chai';
import { desiredState } from '../../../../src/core/desired/desired-state.ts';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';
import type { DesiredState } from '../../../../src/core/model/desired-state.ts';
import type { Plan } from '../../../../src/core/model/operation.ts';
import { reconcile } from '../../../../src/core/reconcile/reconcile.ts';
import { someFacts } from '../../../support/builders/a-lab-file.ts';
import { wished } from '../../../support/builders/a-lab.ts';
import { allAsWished } from '../../../support/builders/an-observed-lab.ts';
import { SimulatedWorld } from '../../../support/builders/simulated-world.ts';
import { landedLabFile, landedState } from '../../../support/landed.ts';

const { labId, home } = someFacts();
const noStops = new Map<string, string>();

/** What an upgrade from version 0.1.0 changes of the containers is stated here, one by one, and in docs/upgrading.md. */
describe('core/desired: an upgrade from version 0.1.0', () => {
  const landed = landedState({ labId, home });
  const parsed = parseLabFile(landedLabFile());
  if (!('ok' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const now = desiredState(
    parsed.ok,
    someFacts({ registry: undefined }),
    wished({ stopped: new Set(['front']) }),
  );
  const pair = (name: string): [DesiredState['services'][number], DesiredState['services'][number]] => [
    landed.services.find((one) => one.name === name)!,
    now.services.find((one) => one.name === name)!,
  ];

  it('takes the lab file as it is, and runs what ran, and nothing more', () => {
    expect(now.services.map(({ name, running }) => [name, running])).to.deep.equal(
      landed.services.map(({ name, running }) => [name, running]),
    );
  });

  it('changes of the containers the names of their networks, the front’s and glab’s place when memory runs out, and what glab is told of reference data', () => {
    const changed = Object.fromEntries(
      landed.services.map(({ name }) => [name, differences(...pair(name)).sort()]),
    );
    expect(changed).to.deep.equal({
      front: ['networks', 'oomScoreAdjust'],
      'prod-db': ['networks'],
      'prod-glab': [
        'environment.LABSTEAD_BIOTA_HOST',
        'environment.LABSTEAD_BIOTA_NAME',
        'environment.LABSTEAD_BIOTA_PASSWORD_FILE',
        'environment.LABSTEAD_BIOTA_USER',
        'networks',
        'oomScoreAdjust',
      ],
    });
  });

  it('keeps every directory, its owner and mode, and every secret, where they are', () => {
    expect(now.directories).to.deep.include.members([...landed.directories]);
    expect(now.secrets).to.deep.include.members([...landed.secrets]);
  });

  it('comes to the lab of today within two rounds, takes the networks of before away, and has nothing to do then', () => {
    const world = new SimulatedWorld(allAsWished(landed), now);
    const plans: Plan[] = [];
    for (let round = 0; round < 4; round += 1) {
      const plan = reconcile(now, world.look(), noStops);
      plans.push(plan);
      expect(world.apply(plan)).to.deep.equal([]);
    }
    expect(plans.map((plan) => plan.length > 0)).to.deep.equal([true, true, false, false]);
    const networks = world.look().networks.map(({ name }) => name);
    for (const { name } of landed.networks) expect(networks).to.not.include(name);
  });
});

/** Paths of what differs in the specs, their networks as one. */
function differences(
  { spec: before }: DesiredState['services'][number],
  { spec: after }: DesiredState['services'][number],
): string[] {
  const flat = ({ environment, ...rest }: typeof before) => ({
    ...rest,
    ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [`environment.${name}`, value])),
  });
  const [one, other]: Record<string, unknown>[] = [flat(before), flat(after)];
  const keys = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...keys].filter((key) => JSON.stringify(one?.[key]) !== JSON.stringify(other?.[key]));
}
