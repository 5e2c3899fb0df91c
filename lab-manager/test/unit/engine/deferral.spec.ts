import { expect } from 'chai';
import { subjectOf } from '../../../src/core/reconcile/operation-words.ts';
import { reconcile } from '../../../src/core/reconcile/reconcile.ts';
import type { EnvironmentWork } from '../../../src/core/model/work.ts';
import { Deferral } from '../../../src/engine/deferral.ts';
import { Waiting } from '../../../src/engine/waiting.ts';
import { aBrick, aDatabase, anApp } from '../../support/builders/a-brick.ts';
import { aLab } from '../../support/builders/a-lab.ts';
import { allAsWished, withContainers } from '../../support/builders/an-observed-lab.ts';
import { TestClock } from '../../support/test-clock.ts';

const observed = allAsWished(aLab());
const asItShould = { observed, plan: reconcile(aLab(), observed, new Map()) };
const drifted = {
  observed,
  plan: reconcile(aLab({ text: 'environments: { prod: { variables: { A: b } } }' }), observed, new Map()),
};

describe('engine/deferral', () => {
  let clock: TestClock;
  let waiting: Waiting;
  let deferral: Deferral;
  let answer: EnvironmentWork | undefined;

  beforeEach(() => {
    [clock, waiting, answer] = [new TestClock(), new Waiting(), undefined];
    deferral = new Deferral({ ask: () => Promise.resolve(answer) }, clock, waiting);
  });

  const stops = async (seen: typeof drifted): Promise<boolean> =>
    (await deferral.doable(seen)).some(
      ({ operation }) => operation.kind === 'stopContainer' && operation.container.endsWith('prod-glab'),
    );

  it('a glab that says nothing keeps a drifted setting waiting for two minutes, and says so', async () => {
    expect(await stops(drifted)).to.equal(false);
    expect(waiting.of('prod')).to.contain('nobody can tell what runs in prod');
    clock.pass(119_000);
    expect(await stops(drifted)).to.equal(false);
    clock.pass(1_000);
    expect(await stops(drifted)).to.equal(true);
  });

  it('one missing answer now and another hours later are no silence of hours', async () => {
    expect(await stops(drifted)).to.equal(false);
    await deferral.doable(asItShould);
    clock.pass(3 * 3_600_000);
    expect(await stops(drifted)).to.equal(false);
    expect(waiting.of('prod')).to.contain('nobody can tell');
  });

  it('an answer ends the silence', async () => {
    expect(await stops(drifted)).to.equal(false);
    clock.pass(119_000);
    answer = { running: 1, queued: 0 };
    expect(await stops(drifted)).to.equal(false);
    clock.pass(60_000);
    answer = undefined;
    expect(await stops(drifted)).to.equal(false);
    clock.pass(119_000);
    expect(await stops(drifted)).to.equal(false);
  });

  it('a codelab in which something runs keeps its drifted setting waiting, in dev’s words', async () => {
    const text = 'environments: { dev: { enabled: true } }';
    const before = aLab({ text });
    const seen = allAsWished(before);
    const after = aLab({ text: `${text}\ncodelab: { resources: { memory: 5 GiB } }` });
    const codelab = { observed: seen, plan: reconcile(after, seen, new Map()) };
    const names = async () =>
      (await deferral.doable(codelab)).map(({ operation }) => `${operation.kind} ${subjectOf(operation)}`);
    answer = { running: 1, queued: 0, codelab: { cells: 1, tests: 0 } };
    expect(await names()).to.deep.equal([]);
    expect(waiting.of('dev')).to.equal(
      'Changes wait for its work to end: 1 cell of a notebook is going on in the codelab.',
    );
    answer = { running: 0, queued: 0, codelab: { cells: 0, tests: 0 } };
    expect(await names()).to.include('stopContainer dev-codelab');
    expect(waiting.of('dev')).to.equal(undefined);
  });

  describe('of services that work needs', () => {
    const lab = (memory: string, text?: string) =>
      aLab({
        ...(text === undefined ? {} : { text }),
        started: ['prod-app-other-page'],
        bricks: [aBrick([{ ...aDatabase, memory }]), aBrick([{ ...anApp, memory }], { name: 'other' })],
      });
    const before = allAsWished(lab('512 MiB'));
    const edited = { observed: before, plan: reconcile(lab('1 GiB'), before, new Map(), 'heal') };
    const stopped = async (seen: typeof edited, asked?: (service: string) => boolean): Promise<string[]> =>
      (await deferral.doable(seen, asked))
        .filter(({ operation }) => operation.kind === 'stopContainer')
        .map(({ operation }) => subjectOf(operation));
    const sick = (() => {
      const containers = before.containers.filter(({ service }) => service === 'prod-db');
      const observed = withContainers(
        before,
        containers.map((it) => ({ ...it, health: 'unhealthy' as const })),
      );
      return { observed, plan: reconcile(lab('512 MiB'), observed, new Map(), 'heal') };
    })();

    it('a brick’s database whose settings were edited waits while a scenario runs, an app does not', async () => {
      answer = { running: 1, queued: 0 };
      expect(await stopped(edited)).to.deep.equal(['prod-app-other-page']);
      expect(waiting.of('prod')).to.equal('Changes wait for its work to end: 1 scenario is running in prod.');
      answer = { running: 0, queued: 2 };
      expect(await stopped(edited)).to.include('prod-db-sample-notes');
    });

    it('an unhealthy database waits for what runs, but not for a glab that can’t tell without it', async () => {
      answer = { running: 1, queued: 0 };
      expect(await stopped(sick)).to.deep.equal([]);
      answer = undefined;
      expect(await stopped(sick)).to.deep.equal(['prod-db']);
    });

    it('who asks for one of them has not asked for another', async () => {
      answer = { running: 1, queued: 0 };
      const file = 'environments: { prod: { variables: { A: b } } }';
      const both = { observed: before, plan: reconcile(lab('1 GiB', file), before, new Map(), 'heal') };
      const isAsked = (service: string) => service === 'prod-db-sample-notes';
      expect(await stopped(both, isAsked)).to.have.members(['prod-db-sample-notes', 'prod-app-other-page']);
      expect(waiting.of('prod')).to.contain('1 scenario is running in prod');
    });
  });
});
