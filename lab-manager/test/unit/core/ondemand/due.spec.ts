import { expect } from 'chai';
import { dueAction, followSchedule } from '../../../../src/core/ondemand/due.ts';

const schedule = { start: '0 7 * * 1-5', stop: '0 20 * * *' };
const at = (time: string): number => Date.parse(time);
const due = (doneAt: string, now: string): string => {
  const action = dueAction(schedule, 'UTC', at(doneAt), at(now));
  return action === undefined
    ? 'nothing'
    : `${action.kind} ${new Date(action.at).toISOString().slice(0, 16)}`;
};

describe('core/ondemand/due', () => {
  it('nothing is due before its time, and each time is due once', () => {
    expect(due('2026-11-20T07:00Z', '2026-11-20T19:59:59Z')).to.equal('nothing');
    expect(due('2026-11-20T07:00Z', '2026-11-20T20:00:00Z')).to.equal('stop 2026-11-20T20:00');
    expect(due('2026-11-20T20:00Z', '2026-11-20T20:00:09Z')).to.equal('nothing');
  });

  it('of what was missed only the newest is made up for, once', () => {
    expect(due('2026-11-16T07:00Z', '2026-11-19T12:00Z')).to.equal('start 2026-11-19T07:00');
    expect(due('2026-11-16T07:00Z', '2026-11-22T12:00Z')).to.equal('stop 2026-11-21T20:00');
  });

  it('a start and a stop at the same minute start', () => {
    const both = { start: '0 7 * * *', stop: '0 7 * * *' };
    expect(dueAction(both, 'UTC', 0, at('2026-11-20T07:00Z'))?.kind).to.equal('start');
  });

  it('a schedule that is new makes up for nothing', () => {
    expect(followSchedule(undefined, 'new', 5)).to.deep.equal({ written: 'new', doneAt: 5 });
  });

  it('a schedule that was written otherwise begins now, also where that happened unseen', () => {
    expect(followSchedule({ written: 'old', doneAt: 1 }, 'new', 5)).to.deep.equal({
      written: 'new',
      doneAt: 5,
    });
    expect(followSchedule({ written: 'old', doneAt: 1 }, 'old', 5).doneAt).to.equal(1);
  });

  it('a time that was kept without its schedule is one of the present schedule', () => {
    expect(followSchedule({ written: undefined, doneAt: 1 }, 'new', 5)).to.deep.equal({
      written: 'new',
      doneAt: 1,
    });
  });

  it('a clock that is put back repeats nothing, and one that was a year ahead doesn’t stop the schedule for a year', () => {
    const [now, hour] = [at('2026-11-20T20:30Z'), 3_600_000];
    const followed = (doneAt: number): number => followSchedule({ written: 'it', doneAt }, 'it', now).doneAt;
    expect(followed(now + hour)).to.equal(now + hour);
    expect(due('2026-11-20T20:00Z', '2026-11-20T19:59Z')).to.equal('nothing');
    expect(due('2026-11-20T20:00Z', '2026-11-20T20:01Z')).to.equal('nothing');
    expect(followed(now + 365 * 24 * hour)).to.equal(now);
  });

  it('over a change to summer and back each day has one start', () => {
    for (const [from, to, count] of [
      ['2026-03-26T12:00Z', '2026-04-01T12:00Z', 6],
      ['2026-10-22T12:00Z', '2026-10-28T12:00Z', 6],
    ] as const) {
      let [doneAt, starts] = [at(from), 0];
      for (let now = at(from); now <= at(to); now += 600_000) {
        const action = dueAction({ start: '30 2 * * *', stop: undefined }, 'Europe/Paris', doneAt, now);
        if (action === undefined) continue;
        doneAt = action.at;
        starts += 1;
      }
      expect(starts, from).to.equal(count);
    }
  });
});
