import { expect } from 'chai';
import fc from 'fast-check';
import { aLab, aLabOf, aService } from '../../../support/builders/a-lab.ts';
import {
  aContainer,
  allAsWished,
  aNetwork,
  containerOf,
  imageId,
  onlyCompose,
} from '../../../support/builders/an-observed-lab.ts';
import { SimulatedWorld, type Weather } from '../../../support/builders/simulated-world.ts';
import { configHash } from '../../../../src/core/desired/config-hash.ts';
import { isHealthy } from '../../../../src/core/reconcile/container-is.ts';
import { planToText } from '../../../../src/core/reconcile/plan-text.ts';
import { reconcile } from '../../../../src/core/reconcile/reconcile.ts';
import type { DesiredService, DesiredState } from '../../../../src/core/model/desired-state.ts';
import type { ObservedContainer, ObservedState } from '../../../../src/core/model/observed-state.ts';
import type { Plan, Purpose } from '../../../../src/core/model/operation.ts';

/** Enough for: make everything, give up a spec, put back, publish routes again. */
const rounds = 6;

const wished = aLab({ version: '0.2.0', text: 'biota: { mode: on }' });
const before = aLab({ version: '0.1.0' });

const containerStates = fc.constantFrom(
  ...(['created', 'running', 'paused', 'restarting', 'exited', 'dead', 'removing'] as const),
);
const healthStates = fc.constantFrom(...(['none', 'starting', 'healthy', 'unhealthy'] as const));

/** Nothing, or a container of the wanted spec, of the spec before, of another image, or somebody else's. */
function anyContainer(
  service: DesiredService,
  older: DesiredService,
  name: string,
): fc.Arbitrary<ObservedContainer[]> {
  return fc
    .record({
      present: fc.boolean(),
      from: fc.constantFrom(service, service, older, older),
      changes: fc.record({
        name: fc.constant(name),
        ours: fc.constantFrom(true, true, true, true, true, false),
        state: containerStates,
        health: healthStates,
        networks: fc.subarray(service.spec.networks.map((it) => it.name)),
      }),
      rebuilt: fc.constantFrom(false, false, false, true),
    })
    .map(({ present, from, changes, rebuilt }) =>
      present ? [containerOf(from, { ...changes, ...(rebuilt ? { imageId: 'sha256:rebuilt' } : {}) })] : [],
    );
}

/** Two containers of one service at a time can't come from us: the plan never lets it happen. */
function onlyOneRuns(containers: readonly ObservedContainer[]): ObservedContainer[] {
  const seen = new Set<string | undefined>();
  return containers.map((it) => {
    const active = it.ours && ['running', 'paused', 'restarting'].includes(it.state);
    if (!active || !seen.has(it.service)) {
      if (active) seen.add(it.service);
      return it;
    }
    return { ...it, state: 'exited' as const, health: 'none' as const };
  });
}

const anyContainers = fc
  .tuple(
    ...wished.services.flatMap((service, index) => {
      const older = before.services[index] ?? service;
      const { name } = service.spec;
      return [anyContainer(service, older, name), anyContainer(service, older, `${name}.prev`)];
    }),
    fc.subarray([aContainer('gone'), aContainer('gone-too', { state: 'exited' })]),
    fc.subarray([aContainer('stranger', { ours: false, service: undefined })]),
  )
  .map((lists) => onlyOneRuns(lists.flat()));

const anyNetworks = fc
  .tuple(
    ...wished.networks.map((it) =>
      fc.constantFrom(
        [],
        [aNetwork(it.name, { internal: it.internal })],
        [aNetwork(it.name, { internal: it.internal })],
        [aNetwork(it.name, { internal: !it.internal })],
        [aNetwork(it.name, { ours: false })],
      ),
    ),
  )
  .map((lists) => lists.flat());

const complete = allAsWished(wished);
const anyFiles = fc.record({
  directories: fc.subarray([...complete.files.directories]),
  secrets: fc.subarray([...complete.files.secrets]),
  certificate: fc.constantFrom(undefined, complete.files.certificate),
  authority: fc.constantFrom(undefined, complete.files.authority, {
    ...complete.files.authority!,
    fault: 'other-key' as const,
  }),
  routesDigest: fc.constantFrom(undefined, 'edited', complete.files.routesDigest),
  routesPublishedAt: fc.constantFrom(undefined, complete.files.routesPublishedAt),
  generations: fc.subarray([
    ...complete.files.generations,
    { id: 'left-over', about: undefined, bytes: 0, builtAt: 0 },
  ]),
  brickData: fc.constant([]),
  archives: fc
    .subarray([wished.reference!.archive, `${wished.reference!.archive}.part`, 'older.sql'])
    .map((names) => names.map((name) => ({ name, bytes: 1 }))),
});

const allImages = { ...allAsWished(before).images, ...complete.images };
const anyImages = fc.subarray(Object.entries(allImages)).map((entries) => Object.fromEntries(entries));

/** A look that could be: containers are only in networks that exist. */
const anyLook: fc.Arbitrary<ObservedState> = fc
  .record({
    containers: anyContainers,
    networks: anyNetworks,
    files: anyFiles,
    images: anyImages,
    edge: fc.constantFrom(undefined, { since: wished.lookedAt - 1, reason: 'it answers with 404' }),
  })
  .map(({ containers, networks, files, images, edge }) => {
    const names = new Set(networks.map((it) => it.name));
    const possible = containers.map((it) => ({
      ...it,
      networks: it.networks.filter((name) => names.has(name)),
    }));
    const look = { images, files, edge, networks, containers: [...onlyCompose().containers, ...possible] };
    return new SimulatedWorld(look, wished).look();
  });

const anyHeldBack = fc
  .subarray([...wished.services])
  .map((services) => new Map(services.map((it) => [it.name, configHash(it.spec)])));

const anyPurpose = fc.constantFrom<Purpose>('apply', 'heal');

interface Run {
  world: SimulatedWorld;
  plans: Plan[];
}

/** What the engine's loop does: look, plan, execute, remember what didn't prove itself. */
function converge(
  desired: DesiredState,
  start: ObservedState,
  weather: Weather = {},
  heldBack = new Map<string, string>(),
  purpose: Purpose = 'apply',
): Run {
  const world = new SimulatedWorld(start, desired);
  const held = new Map(heldBack);
  const plans: Plan[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const plan = reconcile(desired, world.look(), held, purpose);
    plans.push(plan);
    if (plan.length === 0) break;
    for (const { operation, service, configHash: hash } of world.apply(plan, weather))
      if (operation.kind === 'waitHealthy' && service !== undefined && hash !== undefined)
        held.set(service, hash);
  }
  return { world, plans };
}

function blocked(service: DesiredService, look: ObservedState): boolean {
  const foreign = new Set([
    ...look.containers.filter((it) => !it.ours).map((it) => it.name),
    ...look.networks.filter((it) => !it.ours).map((it) => it.name),
  ]);
  const names = [
    service.spec.name,
    `${service.spec.name}.prev`,
    ...service.spec.networks.map((it) => it.name),
  ];
  return names.some((it) => foreign.has(it));
}

const last = (plans: readonly Plan[]): string => planToText(plans.at(-1) ?? []);
const container = (look: ObservedState, name: string): ObservedContainer | undefined =>
  look.containers.find((it) => it.name === name);

describe('core/reconcile from any state', () => {
  it('reaches a state in which nothing is left to do, within a few rounds', () => {
    fc.assert(
      fc.property(anyLook, anyHeldBack, anyPurpose, (look, held, purpose) => {
        expect(last(converge(wished, look, {}, held, purpose).plans)).to.equal('');
      }),
      { numRuns: 300 },
    );
  });

  it('every service that nothing foreign blocks ends up healthy with the wanted spec', () => {
    fc.assert(
      fc.property(anyLook, (look) => {
        const end = converge(wished, look).world.look();
        const waitsForBlocked = (it: DesiredService): boolean =>
          blocked(it, look) ||
          it.after.some((name) =>
            blocked(
              wished.services.find((s) => s.name === name)!,
              look,
            ),
          );
        for (const service of wished.services.filter((it) => !waitsForBlocked(it))) {
          const now = container(end, service.spec.name);
          expect(now?.configHash, service.name).to.equal(configHash(service.spec));
          expect(now!.state, service.name).to.equal('running');
          expect(now!.health, service.name).to.be.oneOf(['healthy', 'none']);
          expect(container(end, `${service.spec.name}.prev`), service.name).to.equal(undefined);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never names a foreign thing in an operation', () => {
    fc.assert(
      fc.property(anyLook, anyHeldBack, (look, held) => {
        const foreign = [...look.containers, ...look.networks].filter((it) => !it.ours).map((it) => it.name);
        for (const { operation } of reconcile(wished, look, held)) {
          for (const name of foreign) expect(JSON.stringify(operation)).not.to.include(`"${name}"`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('numbers steps so that each comes after what it waits for', () => {
    fc.assert(
      fc.property(anyLook, (look) => {
        for (const [index, { id, after }] of reconcile(wished, look, new Map()).entries()) {
          expect(id).to.equal(index + 1);
          expect(after.every((earlier) => earlier >= 1 && earlier < id)).to.equal(true);
        }
      }),
    );
  });

  it('leaves the edge and the manager running', () => {
    fc.assert(
      fc.property(anyLook, (look) => {
        for (const { operation } of reconcile(wished, look, new Map()))
          if (operation.kind === 'stopContainer' || operation.kind === 'removeContainer')
            expect(operation.container).not.to.match(/-(edge|lab-manager)$/);
      }),
    );
  });

  it('converges also when it is killed after any number of steps, as often as it likes', () => {
    fc.assert(
      fc.property(anyLook, fc.array(fc.nat(40), { maxLength: 4 }), (look, kills) => {
        const world = new SimulatedWorld(look, wished);
        for (const killedAfter of kills)
          world.apply(reconcile(wished, world.look(), new Map()), { killedAfter });
        expect(last(converge(wished, world.look()).plans)).to.equal('');
      }),
      { numRuns: 200 },
    );
  });
});

describe('core/reconcile when the new does not prove itself', () => {
  const old = aService('front', { setting: 'that works' });
  const bad = aService('front', { setting: 'that does not', image: 'front:2' });
  const weather = { badSpecs: new Set([configHash(bad.spec)]) };
  const working = {
    ...allAsWished(aLabOf(old)),
    images: { 'front:1': imageId('front:1'), 'front:2': imageId('front:2') },
  };

  it('the old container serves again in the end, though it was killed in between', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 3 }), (kills) => {
        const world = new SimulatedWorld(working, aLabOf(bad));
        for (const killedAfter of kills)
          world.apply(reconcile(aLabOf(bad), world.look(), new Map()), { ...weather, killedAfter });
        const { world: after, plans } = converge(aLabOf(bad), world.look(), weather);
        expect(last(plans)).to.equal('');
        const end = container(after.look(), 'lab7k2m9q-front')!;
        expect(isHealthy(end)).to.equal(true);
        expect(end.configHash).to.equal(configHash(old.spec));
      }),
    );
  });

  it('the old container is never removed before another one of its service is healthy', () => {
    const world = new SimulatedWorld(working, aLabOf(bad));
    for (let step = 0; step < 12; step += 1) {
      const held = new Map(step > 7 ? [['front', configHash(bad.spec)]] : []);
      world.apply(reconcile(aLabOf(bad), world.look(), held), { ...weather, killedAfter: 1 });
      const kept = world.look().containers.some((it) => it.configHash === configHash(old.spec));
      expect(kept, `after step ${step}`).to.equal(true);
    }
  });

  it('the old container keeps running when the new image can not be pulled', () => {
    const noImage = { ...working, images: { 'front:1': imageId('front:1') } };
    const { world, plans } = converge(aLabOf(bad), noImage, { badImages: new Set(['front:2']) });
    expect(plans.every((plan) => plan[0]?.operation.kind === 'pullImage')).to.equal(true);
    expect(isHealthy(container(world.look(), 'lab7k2m9q-front')!)).to.equal(true);
  });
});
