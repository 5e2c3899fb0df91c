import { expect } from 'chai';
import type { StopReason } from '../../../../src/core/model/wish.ts';
import { nextAction, type Next, type Situation } from '../../../../src/core/ondemand/next-action.ts';

const [minute, hour] = [60_000, 3_600_000];
const at = (time: string): number => Date.parse(`2026-11-20T${time}Z`);
const services = ['prod-db', 'prod-glab'];
const followed = { written: undefined, doneAt: at('12:00') };
const none = { running: 0, queued: 0 };
const nobody = { work: none, codelab: none, unusedMs: Infinity };
const lookInside = (hold: boolean) => ({ kind: 'lookInside', hold });

const stoppedFor = (reason: StopReason, which = services): Partial<Situation> => ({
  state: 'stopped',
  services: services.map((name) => ({ name, wanted: which.includes(name) ? 'stopped' : 'running' })),
  wishes: { stops: new Map(which.map((name) => [name, { reason }])), uninstalled: new Set() },
});

function next(changes: Partial<Situation>): Next {
  return nextAction({
    name: 'prod',
    file: {
      enabled: true,
      schedule: { start: '0 7 * * *', stop: '0 20 * * *' },
      idle: { stopAfter: 2 * hour },
    },
    timeZone: 'UTC',
    memory: { followed, ran: true, waiting: undefined },
    state: 'running',
    services: services.map((name) => ({ name, wanted: 'running' })),
    wishes: { stops: new Map(), uninstalled: new Set() },
    idleMs: minute,
    busy: false,
    inside: undefined,
    now: at('14:00'),
    ...changes,
  });
}

describe('core/ondemand/next-action', () => {
  it('an environment that somebody uses, and for which nothing is due, is left alone', () => {
    expect(next({}).action).to.deep.equal({ kind: 'nothing' });
  });

  it('while another job runs, or nobody can tell whether it runs, nothing is asked for', () => {
    for (const changes of [
      { busy: true },
      { state: 'unknown' },
      { state: 'disabled' },
      { state: undefined },
    ] as const)
      for (const now of [at('14:00'), at('20:00')])
        expect(next({ ...changes, now, idleMs: 3 * hour, inside: nobody }).action.kind).to.equal('nothing');
  });

  describe('by the schedule', () => {
    const now = at('20:00');

    it('before a stop it is asked what runs, and nothing queued begins from there on', () => {
      expect(next({ now }).action).to.deep.equal(lookInside(true));
    });

    it('where nothing runs it stops, and the time is not done before it is stopped', () => {
      const stopping = next({ now, inside: nobody });
      expect(stopping.action).to.deep.equal({ kind: 'ask', verb: 'stop', reason: 'schedule' });
      expect(stopping.memory.followed.doneAt).to.equal(followed.doneAt);
      const stopped = next({ now, ...stoppedFor('schedule') });
      expect([stopped.action.kind, stopped.memory.followed.doneAt]).to.deep.equal(['nothing', now]);
    });

    it('work that runs, or of which nobody can tell, is waited for and told until it is over', () => {
      const waits = next({ now, inside: { codelab: none, work: { running: 1, queued: 2 }, unusedMs: 0 } });
      expect(waits.action.kind).to.equal('nothing');
      expect(waits.memory.waiting).to.contain('1 scenario is running in prod, 2 wait in its queue');
      expect(next({ now, memory: waits.memory, busy: true }).memory.waiting).to.equal(waits.memory.waiting);
      const unknown = next({ now, inside: { codelab: none, work: undefined, unusedMs: undefined } });
      expect(unknown.action.kind).to.equal('nothing');
      expect(unknown.memory.waiting).to.contain('nobody can tell what runs in prod');
      expect(next({ now, memory: waits.memory, inside: nobody }).memory.waiting).to.equal(undefined);
    });

    it('cells and tests in the codelab, or that nobody can tell of them, are waited for and told as well', () => {
      const codelab = { running: 2, queued: 0, codelab: { cells: 1, tests: 1 } };
      const waits = next({ now, inside: { ...nobody, codelab } });
      expect(waits.action.kind).to.equal('nothing');
      expect(waits.memory.waiting).to.equal(
        'Due to stop by the schedule, and waiting: 1 cell of a notebook and 1 run of a brick’s tests are going on in the codelab.',
      );
      const unknown = next({ now, inside: { ...nobody, codelab: undefined } });
      expect(unknown.memory.waiting).to.contain('nobody can tell what runs in the codelab');
    });

    it('a stop is of all services: what a person stopped or uninstalled is done with, the rest is not', () => {
      const half = stoppedFor('person', ['prod-glab']);
      expect(next({ now, ...half, inside: nobody }).action.kind).to.equal('ask');
      const wishes = { stops: half.wishes!.stops, uninstalled: new Set(['prod-db']) };
      expect(next({ now, ...half, wishes }).memory.followed.doneAt).to.equal(now);
    });

    it('a start is of what stopped by itself, and never of what a person stopped', () => {
      const morning = {
        now: at('20:00') + 11 * hour,
        memory: { followed: { written: undefined, doneAt: now } },
      };
      const memory = { ...morning.memory, ran: false, waiting: undefined };
      for (const reason of ['schedule', 'idle'] as const)
        expect(next({ now: morning.now, memory, ...stoppedFor(reason) }).action).to.deep.equal({
          kind: 'ask',
          verb: 'start',
          reason: 'schedule',
        });
      const persons = next({ now: morning.now, memory, ...stoppedFor('person') });
      expect([persons.action.kind, persons.memory.followed.doneAt]).to.deep.equal(['nothing', morning.now]);
    });

    it('a schedule that was written otherwise since makes up for nothing', () => {
      const memory = {
        followed: { written: 'another', doneAt: followed.doneAt },
        ran: true,
        waiting: undefined,
      };
      const edited = next({ now: at('20:30'), memory });
      expect([edited.action.kind, edited.memory.followed.doneAt]).to.deep.equal(['nothing', at('20:30')]);
    });

    it('what stopped for want of anybody after the time to stop is not asked for its work again', () => {
      expect(next({ now, ...stoppedFor('idle') }).action.kind).to.equal('nothing');
    });
  });

  describe('when nobody is there', () => {
    const idleMs = 2 * hour;

    it('it is asked what goes on only after the time, and never where none is set', () => {
      expect(next({ idleMs: idleMs - 1 }).action.kind).to.equal('nothing');
      expect(next({ idleMs }).action).to.deep.equal(lookInside(false));
      const file = {
        enabled: true,
        schedule: { start: undefined, stop: undefined },
        idle: { stopAfter: undefined },
      };
      expect(next({ idleMs, file }).action.kind).to.equal('nothing');
    });

    it('where nothing goes on it stops', () => {
      expect(next({ idleMs, inside: nobody }).action).to.deep.equal({
        kind: 'ask',
        verb: 'stop',
        reason: 'idle',
      });
    });

    for (const [what, inside] of [
      ['work that runs', { ...nobody, work: { running: 1, queued: 0 } }],
      ['work that waits', { ...nobody, work: { running: 0, queued: 1 } }],
      ['work of which nobody can tell', { ...nobody, work: undefined }],
      ['a codelab of which nobody can tell', { ...nobody, unusedMs: undefined }],
      ['a notebook’s cell that runs', { ...nobody, unusedMs: 0 }],
    ] as const)
      it(`${what} keeps it running, and the time begins anew`, () => {
        const { action, usedAgoMs } = next({ idleMs, inside });
        expect([action.kind, usedAgoMs]).to.deep.equal(['nothing', 0]);
      });

    it('where the codelab was used a while ago, the time counts from there on', () => {
      const { action, usedAgoMs } = next({ idleMs, inside: { ...nobody, unusedMs: hour } });
      expect([action.kind, usedAgoMs]).to.deep.equal(['nothing', hour]);
    });

    it('somebody who came while it was asked finds it running', () => {
      expect(next({ idleMs: 1, inside: nobody })).to.deep.include({ action: { kind: 'nothing' } });
    });

    it('what was just started was started for somebody, but not what a manager finds running or an engine hid', () => {
      const ran = (before: boolean | undefined, state: Situation['state'] = 'running') =>
        next({ idleMs, state, memory: { followed, ran: before, waiting: undefined } });
      expect(ran(false)).to.deep.include({ usedAgoMs: 0, action: { kind: 'nothing' } });
      expect(ran(undefined).usedAgoMs, 'after a start of the manager').to.equal(undefined);
      expect(ran(true, 'unknown').memory.ran, 'while nobody can see').to.equal(true);
      expect(ran(false, 'unknown').memory.ran).to.equal(false);
    });
  });
});
