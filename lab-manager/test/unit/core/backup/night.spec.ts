import { expect } from 'chai';
import {
  doneAgain,
  isWeeklyDue,
  night,
  triedAgainAt,
  type NightAttempt,
} from '../../../../src/core/backup/night.ts';
import type { FollowedSchedule } from '../../../../src/core/model/followed-schedule.ts';

const hour = 3_600_000;
const day = 24 * hour;
const nightly = { schedule: '0 3 * * *' };
const at = (date: number, hours: number): number => Date.UTC(2027, 2, date, hours);

/** The times at which a scheduler that looks at these moments makes snapshots. */
function made(looks: readonly number[], before?: FollowedSchedule, timeZone = 'UTC'): number[] {
  let followed = before;
  return looks.flatMap((now) => {
    const next = night(nightly, timeZone, followed, now);
    followed = next.dueAt === undefined ? next.followed : { ...next.followed, doneAt: next.dueAt };
    return next.dueAt === undefined ? [] : [next.dueAt];
  });
}
const every = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

describe('core/backup/night', () => {
  it('a schedule that is new begins with its next time', () => {
    const first = night(nightly, 'UTC', undefined, at(1, 12));
    expect([first.dueAt, first.nextAt]).to.deep.equal([undefined, at(2, 3)]);
  });

  it('each night gives one run, however often it is looked', () => {
    expect(made(every(at(1, 12), at(5, 12), 600_000))).to.deep.equal([2, 3, 4, 5].map((date) => at(date, 3)));
  });

  it('a missed night is caught up once; of several the newest', () => {
    expect(made([at(1, 12), at(2, 9), at(2, 10)])).to.deep.equal([at(2, 3)]);
    expect(made([at(1, 12), at(9, 9), at(9, 10)])).to.deep.equal([at(9, 3)]);
  });

  it('a second scheduler that reads what the first one wrote makes none', () => {
    const { followed } = night(nightly, 'UTC', undefined, at(1, 12));
    const first = night(nightly, 'UTC', followed, at(2, 3));
    expect(first.dueAt).to.equal(at(2, 3));
    const second = night(nightly, 'UTC', { ...first.followed, doneAt: at(2, 3) }, at(2, 3) + 1);
    expect(second.dueAt).to.equal(undefined);
  });

  it('a clock that jumps ten years ahead and back makes one run there, and goes on here', () => {
    const tenYears = Date.UTC(2037, 2, 2, 12);
    expect(made([at(1, 12), tenYears, tenYears + 1, at(2, 4), at(3, 4)])).to.deep.equal([
      Date.UTC(2037, 2, 2, 3),
      at(3, 3),
    ]);
  });

  it('a clock that is put back by an hour repeats no night', () => {
    expect(made([at(1, 12), at(2, 3), at(2, 2), at(2, 3), at(2, 4)])).to.deep.equal([at(2, 3)]);
  });

  it('a night in which clocks are put forward or back has one run', () => {
    const schedule = { schedule: '30 2 * * *' };
    for (const [from, to] of [
      [Date.UTC(2027, 2, 27, 12), Date.UTC(2027, 2, 28, 12)],
      [Date.UTC(2027, 9, 30, 12), Date.UTC(2027, 9, 31, 12)],
    ] as const) {
      let followed: FollowedSchedule | undefined;
      let runs = 0;
      for (const now of every(from, to, 600_000)) {
        const next = night(schedule, 'Europe/Paris', followed, now);
        followed = next.dueAt === undefined ? next.followed : { ...next.followed, doneAt: next.dueAt };
        if (next.dueAt !== undefined) runs += 1;
      }
      expect(runs, new Date(from).toISOString()).to.equal(1);
    }
  });

  it('a schedule that is switched on again, or means other times in another zone, makes up for nothing', () => {
    const off = night({ schedule: undefined }, 'UTC', undefined, at(1, 12));
    expect([off.dueAt, off.nextAt]).to.deep.equal([undefined, undefined]);
    expect(night(nightly, 'UTC', off.followed, at(5, 12)).dueAt).to.equal(undefined);
    const { followed } = night(nightly, 'UTC', undefined, at(1, 12));
    expect(night(nightly, 'Asia/Tokyo', followed, at(5, 12)).dueAt).to.equal(undefined);
  });

  describe('a night that failed', () => {
    const minute = 60_000;
    const failed = (endedAt: number, code = 'backup.unreachable'): NightAttempt => ({
      ...{ state: 'failed', endedAt, error: { code } },
    });
    const three = [failed(0), failed(20 * minute), failed(60 * minute)];

    it('is tried again with longer and longer pauses, three times at most', () => {
      const at = [1, 2, 3].map((count) => triedAgainAt(three.slice(0, count), undefined));
      expect(at).to.deep.equal([10, 50, 150].map((minutes) => minutes * minute));
      expect(triedAgainAt([...three, failed(150 * minute)], undefined)).to.equal(undefined);
    });

    it('is not tried again once the next one comes', () => {
      expect(triedAgainAt(three, 150 * minute)).to.equal(undefined);
      expect(triedAgainAt(three, 151 * minute)).to.equal(150 * minute);
    });

    it('is not while it runs, once it went well, or was called off, and where only a person can help', () => {
      const ended = (state: NightAttempt['state']): NightAttempt => ({ state, endedAt: 1, error: undefined });
      for (const attempts of [
        [],
        [ended('succeeded')],
        [ended('cancelled')],
        [failed(0), { state: 'running', endedAt: undefined, error: undefined } as const],
        [failed(0, 'backup.wrong_key')],
        [failed(0), failed(1, 'backup.no_credentials')],
      ])
        expect(triedAgainAt(attempts, undefined)).to.equal(undefined);
    });
  });

  describe('of a night that failed', () => {
    const did = (...names: string[]) =>
      names.map((name) => ({
        name: name.replace('!', ''),
        state: name.endsWith('!') ? ('failed' as const) : ('done' as const),
        startedAt: 1,
      }));
    const again = (makesSnapshot: boolean, ...names: string[]) =>
      doneAgain({ steps: did(...names), makesSnapshot }, (name) => name === 'rotten');

    it('all is done again where there is no snapshot, or one lacks what may work the second time', () => {
      expect(again(true, 'begin!')).to.equal('all');
      expect(again(true, 'begin', 'snapshot!')).to.equal('all');
      expect(again(true, 'dump:prod-db!', 'snapshot', 'copy:second!')).to.equal('all');
    });

    it('only what failed is done again where the snapshot is there', () => {
      expect(again(true, 'snapshot', 'copy:second!', 'check:local', 'check:third!')).to.deep.equal([
        'copy:second',
        'check:third',
      ]);
      expect(again(false, 'copy:second!')).to.deep.equal(['copy:second']);
      expect(again(false, 'copy:second!', 'copy:second')).to.equal(undefined);
    });

    it('nothing is for a file that can’t be read, for damage, or where nothing can be taken out', () => {
      expect(again(true, 'snapshot', 'check:local')).to.equal(undefined);
      expect(again(true, 'snapshot', 'check:rotten!', 'retain:second!')).to.equal(undefined);
    });
  });

  it('what is weekly is due after a week, at night’s pace, and whenever the last time can’t be right', () => {
    expect(isWeeklyDue(undefined, at(9, 3))).to.equal(true);
    expect(isWeeklyDue(at(2, 4), at(9, 3))).to.equal(true);
    expect(isWeeklyDue(at(3, 3), at(9, 3))).to.equal(false);
    expect(isWeeklyDue(at(9, 3) + day, at(9, 3))).to.equal(true);
  });
});
