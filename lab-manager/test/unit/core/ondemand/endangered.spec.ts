import { expect } from 'chai';
import type { DesiredState } from '../../../../src/core/model/desired-state.ts';
import type { ObservedContainer } from '../../../../src/core/model/observed-state.ts';
import { endangered, interrupted, without } from '../../../../src/core/ondemand/endangered.ts';
import { subjectOf } from '../../../../src/core/reconcile/operation-words.ts';
import { reconcile } from '../../../../src/core/reconcile/reconcile.ts';
import { aBrick, aDatabase, anApp } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { allAsWished, withContainers } from '../../../support/builders/an-observed-lab.ts';

const text = 'environments: { dev: { enabled: true } }\nbiota: { mode: auto }';
const bricks = (memory = '512 MiB') => [
  aBrick([{ ...aDatabase, memory }, anApp], { environment: 'prod' }),
  aBrick([{ ...aDatabase, memory }, anApp], { environment: 'dev' }),
];
const started = ['prod-app-sample-page', 'dev-app-sample-page'];
const lab = (more: Parameters<typeof aLab>[0] = {}) => aLab({ text, bricks: bricks(), started, ...more });
const whole = lab();

/** What leads from a lab in which all runs, but for these containers, to that one. */
function seen(to: DesiredState, from: DesiredState = whole, changed: readonly ObservedContainer[] = []) {
  const observed = withContainers(allAsWished(from), changed);
  return { observed, plan: reconcile(to, observed, new Map(), 'heal') };
}

/** The services that the plan stops. */
const stops = ({ plan }: Pick<ReturnType<typeof seen>, 'plan'>): string[] =>
  plan
    .filter(({ operation }) => operation.kind === 'stopContainer')
    .map(({ operation }) => subjectOf(operation));

describe('core/ondemand/endangered', () => {
  describe('a stop of a service interrupts those who work by it', () => {
    const cases: [service: string, ...string[]][] = [
      ['prod-glab', 'prod'],
      ['prod-db', 'prod'],
      ['prod-db-sample-notes', 'prod'],
      ['dev-glab', 'dev'],
      ['dev-db', 'dev'],
      ['dev-db-sample-notes', 'dev', 'dev-codelab'],
      ['dev-testdb', 'dev-codelab'],
      ['dev-codelab', 'dev-codelab'],
      ['prod-app-sample-page'],
      ['dev-app-sample-page'],
      ['front'],
    ];
    for (const [service, ...places] of cases)
      it(`${service}: ${places.join(' and ') || 'nobody'}`, () => {
        expect(interrupted(whole.services, [service])).to.deep.equal(places);
      });

    it('biota-db: the environments that read it, and no others', () => {
      const readBy = (...environments: ('prod' | 'dev')[]) => {
        const referenceNeeds = environments.map((environment) => ({ environment, brick: 'sample' }));
        return interrupted(lab({ referenceNeeds }).services, ['biota-db']);
      };
      expect(readBy('prod', 'dev')).to.deep.equal(['prod', 'dev']);
      expect(readBy('dev')).to.deep.equal(['dev']);
    });

    it('of what does not run: nobody', () => {
      const stopped = lab({ stopped: ['dev-db-sample-notes', 'prod-glab'] });
      expect(interrupted(stopped.services, ['dev-db-sample-notes', 'prod-db-sample-notes'])).to.deep.equal(
        [],
      );
    });
  });

  describe('a plan endangers those who work by what it stops', () => {
    it('to replace it: a brick’s databases, whose settings were edited', () => {
      const plan = seen(lab({ bricks: bricks('1 GiB') }));
      expect(stops(plan)).to.include.members(['prod-db-sample-notes', 'dev-db-sample-notes']);
      expect(endangered(plan)).to.deep.equal(['prod', 'dev', 'dev-codelab']);
    });

    it('for good, also where nothing tells any more what it was: its brick is gone', () => {
      const plan = seen(lab({ bricks: bricks().slice(0, 1) }));
      expect(stops(plan)).to.have.members(['dev-db-sample-notes', 'dev-app-sample-page']);
      expect(endangered(plan)).to.deep.equal(['dev', 'dev-codelab']);
    });

    it('to start it anew, since it is unhealthy', () => {
      const containers = allAsWished(whole).containers;
      const sick = (service: string) =>
        containers
          .filter((it) => it.service === service)
          .map((it) => ({ ...it, health: 'unhealthy' as const }));
      expect(endangered(seen(whole, whole, sick('prod-db')))).to.deep.equal(['prod']);
      expect(endangered(seen(whole, whole, sick('dev-testdb')))).to.deep.equal(['dev-codelab']);
    });

    it('as they work now: whoever is about to read the reference database, too, is not among them', () => {
      const needs = (...environments: ('prod' | 'dev')[]) =>
        lab({ referenceNeeds: environments.map((environment) => ({ environment, brick: 'sample' })) });
      const plan = seen(needs('prod', 'dev'), needs('dev'));
      expect(stops(plan)).to.deep.equal(['biota-db']);
      expect(endangered(plan)).to.deep.equal(['dev']);
    });

    it('and nobody by an app, whatever becomes of it', () => {
      const slow = { ...anApp, memory: '1 GiB' };
      const changed = (['prod', 'dev'] as const).map((environment) =>
        aBrick([aDatabase, slow], { environment }),
      );
      const plan = seen(lab({ bricks: changed }));
      expect(stops(plan)).to.have.members(started);
      expect(endangered(plan)).to.deep.equal([]);
    });
  });

  it('an app that would come up only after what is left is not taken down before', () => {
    const slow = { ...anApp, memory: '1 GiB' };
    const after = [
      aBrick([{ ...aDatabase, memory: '1 GiB' }, slow], { environment: 'prod' }),
      ...bricks().slice(1),
    ];
    const { plan } = seen(lab({ bricks: after }));
    expect(stops({ plan })).to.have.members(['prod-db-sample-notes', 'prod-app-sample-page']);
    expect(without(plan, (it) => it === 'prod-db-sample-notes')).to.deep.equal([]);
    expect(stops({ plan: without(plan, () => false) })).to.have.length(2);
  });
});
