import { expect } from 'chai';
import {
  keptServices,
  leftBrickServices,
  leftServices,
} from '../../../../src/core/reconcile/kept-services.ts';
import { planToText } from '../../../../src/core/reconcile/plan-text.ts';
import { reconcile } from '../../../../src/core/reconcile/reconcile.ts';
import type { BrickFolder, UnreadBricks } from '../../../../src/core/model/brick.ts';
import { aBrick, aDatabase, anApp } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { allAsWished } from '../../../support/builders/an-observed-lab.ts';

const started = ['prod-app-sample-page'];
const runs = aLab({ bricks: [aBrick([aDatabase, anApp])], started });
const planFor = (bricks: readonly BrickFolder[]): string =>
  planToText(reconcile(aLab({ bricks, started }), allAsWished(runs), new Map()));

describe('core/reconcile: services of bricks', () => {
  it('an app that nobody asked for is nothing to do', () => {
    const resting = aLab({ bricks: [aBrick([anApp])] });
    expect(planToText(reconcile(resting, allAsWished(resting), new Map()))).to.equal('');
  });

  it('with the brick its containers, networks and routes go, and no data', () => {
    const plan = planFor([]);
    expect(plan).to.contain('container:prod-db-sample-notes, removeContainer');
    expect(plan).to.contain('container:prod-app-sample-page, removeContainer');
    expect(plan).to.contain('network:brick-prod-sample, removeNetwork');
    expect(plan).to.contain('network:edge-to-prod-app-sample-page, removeNetwork');
    expect(plan).to.contain('publishRoutes');
    expect(plan).not.to.match(/directory|secret|prod-glab|prod-db[, ]/);
  });

  it('a brick’s app stops before its database, whatever the brick is called', () => {
    const running = aLab({
      bricks: [aBrick([aDatabase, anApp], { name: 'my_db' })],
      started: ['prod-app-my-db-page'],
    });
    const plan = reconcile(aLab({ bricks: [] }), allAsWished(running), new Map());
    const stopOf = (name: string) =>
      plan.find(
        ({ operation }) => operation.kind === 'stopContainer' && operation.container === `lab7k2m9q-${name}`,
      )!;
    expect(stopOf('prod-db-my-db-notes').after).to.deep.equal([stopOf('prod-app-my-db-page').id]);
  });

  it('what was accepted before runs on while its declaration is wrong, and nothing else is kept', () => {
    const wrong = planFor([aBrick([{ ...aDatabase, privileged: true }])]);
    expect(wrong).not.to.contain('prod-db-sample-notes');
    expect(wrong).to.contain('container:prod-app-sample-page, removeContainer');
  });

  it('bricks that were read before and can’t be read now change nothing at all', () => {
    expect(planFor([aBrick([aDatabase, anApp], { unreadable: 'EIO' })])).to.equal('');
  });

  it('where nobody knows which bricks there are, no service of a brick in that environment is taken for gone', () => {
    const unread = {
      environment: 'prod' as const,
      place: 'installed' as const,
      why: 'EIO',
      known: 'none' as const,
    };
    const plan = (unreadBricks: readonly UnreadBricks[]) =>
      planToText(reconcile(aLab({ unreadBricks }), allAsWished(runs), new Map()));
    expect(plan([unread])).not.to.match(/Container|removeNetwork/);
    expect(plan([{ ...unread, environment: 'dev' }])).to.match(/removeContainer/);
  });

  it('the reference database stays while it can’t be told whether a brick needs it', () => {
    const before = aLab({ referenceNeeds: [{ environment: 'prod', brick: 'sample' }] });
    const plan = (...options: Parameters<typeof aLab>) =>
      planToText(reconcile(aLab(...options), allAsWished(before), new Map()));
    expect(plan({})).to.contain('biota-db, removeContainer');
    expect(plan({ bricks: [aBrick([], { settings: undefined, unreadable: 'EIO' })] })).not.to.match(
      /biota-db/,
    );
    const unread = {
      environment: 'prod' as const,
      place: 'installed' as const,
      why: 'EIO',
      known: 'none' as const,
    };
    expect(plan({ unreadBricks: [unread] })).not.to.match(/biota-db/);
  });

  it('the reference database goes where a person switched it off or uninstalled it, whatever can’t be read', () => {
    const referenceNeeds = [{ environment: 'prod' as const, brick: 'sample' }];
    const unread = {
      bricks: [aBrick([], { settings: undefined, unreadable: 'EIO' })],
      unreadBricks: [
        { environment: 'prod' as const, place: 'installed' as const, why: 'EIO', known: 'none' as const },
      ],
    };
    const plan = (options: Parameters<typeof aLab>[0]) =>
      planToText(
        reconcile(aLab({ ...unread, ...options }), allAsWished(aLab({ referenceNeeds })), new Map()),
      );
    const gone = 'biota-db, removeContainer';
    expect(plan({ text: 'biota: { mode: off }\n' })).to.contain(gone);
    expect(plan({ referenceNeeds, uninstalled: ['biota-db'] })).to.contain(gone);
    expect(plan({ referenceNeeds })).not.to.contain(gone);
  });

  it('settings that can’t be read, for a moment or for good, stop nothing', () => {
    const unreadable = { settings: undefined, unreadable: 'EIO' };
    expect(planFor([aBrick([], unreadable)])).not.to.match(/Container/);
    expect(planFor([aBrick([], { settings: '{ "name":' })])).not.to.match(/Container/);
  });

  it('what a brick that counts as it was wants already is kept in no second container, which the status does not know', () => {
    const unreadable = aLab({ bricks: [aBrick([aDatabase, anApp], { unreadable: 'EIO' })], started });
    const there = allAsWished(runs);
    const database = there.containers.find(({ service }) => service === 'prod-db-sample-notes')!;
    const observed = {
      ...there,
      containers: [...there.containers, { ...database, name: 'lab7k2m9q-renamed' }],
    };
    expect(keptServices({ desired: unreadable, observed })).to.deep.equal([]);
    const plan = planToText(reconcile(unreadable, observed, new Map()));
    expect(plan).to.contain('container:renamed, removeContainer').and.not.to.contain('prod-db-sample-notes');
  });

  it('what runs of an environment that is switched off is left, the lab’s own as well, and of bricks only theirs', () => {
    const on = aLab({ text: 'environments: { dev: { enabled: true } }', bricks: [aBrick([aDatabase])] });
    const seen = { desired: aLab({ text: '' }), observed: allAsWished(on) };
    const names = (left: readonly { name: string }[]) => left.map(({ name }) => name).sort();
    expect(names(leftBrickServices(seen))).to.deep.equal(['prod-db-sample-notes']);
    expect(names(leftServices(seen))).to.include.members(['dev-db', 'dev-glab', 'prod-db-sample-notes']);
    expect(names(leftServices(seen)))
      .to.not.include('prod-db')
      .and.not.to.include('front');
  });

  it('a wrong declaration of one brick keeps nothing of another whose name begins alike', () => {
    const both = aLab({ bricks: [aBrick([aDatabase]), aBrick([aDatabase], { name: 'sample_two' })] });
    const plan = reconcile(aLab({ bricks: [aBrick('x')] }), allAsWished(both), new Map());
    expect(planToText(plan)).to.contain('container:prod-db-sample-two-notes, removeContainer');
    expect(planToText(plan)).not.to.contain('container:prod-db-sample-notes');
  });
});
