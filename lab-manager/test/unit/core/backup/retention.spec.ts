import { expect } from 'chai';
import fc from 'fast-check';
import { periodsOf } from '../../../../src/core/backup/periods.ts';
import {
  originalsToCome,
  retained,
  type JudgedSnapshot,
  type RetentionCase,
} from '../../../../src/core/backup/retention.ts';
import { standings, type SnapshotStanding } from '../../../../src/core/backup/standing.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2027, 2, 1, 4);

const a = (
  id: string,
  takenAt: number,
  standing: SnapshotStanding = 'good',
  labId = 'lab',
): JudgedSnapshot => ({
  ...{ id, takenAt, standing, labId, installation: undefined, original: undefined },
});
/** One a night at 3:00, the newest an hour ago. */
const nights = (count: number): JudgedSnapshot[] =>
  Array.from({ length: count }, (_, ago) => a(`n${String(ago).padStart(3, '0')}`, now - hour - ago * day));

function about(snapshots: readonly JudgedSnapshot[], changes: Partial<RetentionCase> = {}): RetentionCase {
  return {
    ...{ snapshots, made: undefined, labId: 'lab', timeZone: 'UTC', now, clockConfirmed: false },
    toComeConfirmed: new Set(),
    schedule: '0 3 * * *',
    installation: { id: 'own', inheritsUntil: undefined, sparesUntil: undefined },
    retention: { last: 3, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 },
    ...changes,
  };
}
const keep = (input: RetentionCase): string[] => retained(input).keep.map(({ id }) => id);
/** Why none goes; undefined: it is decided. */
function code(input: RetentionCase): string | undefined {
  try {
    retained(input);
    return undefined;
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
}

describe('core/backup/retention', () => {
  it('of each period the newest stays, and of so many periods', () => {
    const retention = { last: 3, hourly: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0 };
    const { keep: kept, forget } = retained(about(nights(400), { retention }));
    expect(kept.map(({ id }) => id)).to.deep.equal([
      // seven days, of which Sunday 28 February ends a week and a month
      ...['n000', 'n001', 'n002', 'n003', 'n004', 'n005', 'n006'],
      // two more Sundays, and the ends of months back to 30 April 2026
      ...['n008', 'n015', 'n029', 'n060', 'n091', 'n121', 'n152', 'n182', 'n213', 'n244', 'n274', 'n305'],
    ]);
    expect(kept.length + forget.length).to.equal(400);
  });

  it('each has its reason in a sentence', () => {
    const retention = { last: 3, hourly: 0, daily: 1, weekly: 1, monthly: 1, yearly: 1 };
    const { keep: kept, forget } = retained(about(nights(4), { retention }));
    expect(kept[0]?.why).to.equal(
      'It stays: it is one of the 3 newest good ones; it is the newest good one of 1 March 2027; it is the newest good one of the week from 1 March 2027; it is the newest good one of March 2027; it is the newest good one of 2027.',
    );
    expect(forget).to.deep.equal([
      { id: 'n003', why: 'It goes: newer good ones stand for each period that is kept.' },
    ]);
  });

  it('what another machine made stays, also as what was made for this one’s copy, and is not counted', () => {
    const others = nights(5).map((one) => ({ ...one, installation: 'other' }));
    const own = nights(5).map((one) => ({
      ...{ ...one, id: `o${one.id}`, takenAt: one.takenAt - hour, installation: 'own' },
    }));
    const { keep: kept, forget } = retained(about([...own, ...others], { made: others[0]?.id }));
    expect(kept.find(({ id }) => id === others[4]?.id)?.why).to.equal(
      'It stays: another machine made it, which may still go on.',
    );
    expect(forget.map(({ id }) => id)).to.deep.equal(['on004', 'on003']);
  });

  it('never fewer than three good ones stay, whatever is asked for, and lacking ones do not count', () => {
    const retention = { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
    const snapshots = [...nights(6)].map((one, index) =>
      index < 3 ? { ...one, standing: 'lacking' as const } : one,
    );
    expect(keep(about(snapshots, { retention }))).to.deep.equal([
      'n000',
      'n001',
      'n002',
      'n003',
      'n004',
      'n005',
    ]);
  });

  it('whatever is listed, three good ones stay, and the one just made', () => {
    const some = fc.array(
      fc.record({ ago: fc.integer({ min: 0, max: 25 * 24 }), standing: fc.constantFrom(...standings) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 5 }), (all, daily) => {
        const listed = all.map(({ ago, standing }, index) => a(`s${index}`, now - ago * hour, standing));
        const snapshots = [...listed, a('made', now, 'unverified')];
        const retention = { last: 3, hourly: 0, daily, weekly: 0, monthly: 0, yearly: 0 };
        const kept = keep(about(snapshots, { retention, made: 'made' }));
        const good = (ids: readonly string[]) =>
          snapshots.filter(({ id, standing }) => ids.includes(id) && standing.match(/good|tested/)).length;
        const all_ = good(snapshots.map(({ id }) => id));
        return kept.includes('made') && good(kept) >= Math.min(3, all_);
      }),
      { numRuns: 200 },
    );
  });

  it('what is lacking or not verified goes once three good ones are newer; what is damaged stays', () => {
    const old = [
      a('lacks', now - 5 * day, 'lacking'),
      a('hurt', now - 6 * day, 'damaged'),
      a('new', now - 7 * day, 'unverified'),
    ];
    const { forget, keep: kept } = retained(about([...nights(3), ...old]));
    expect(forget.map(({ id, why }) => `${id}: ${why}`)).to.deep.equal([
      'new: It goes: it is not verified, and 3 good ones are newer.',
      'lacks: It goes: it is not whole, and 3 good ones are newer.',
    ]);
    expect(kept.map(({ id }) => id)).to.include('hurt');
  });

  it('no snapshot of another lab is touched, nor counted', () => {
    const others = nights(9).map(({ id, takenAt }) => a(`x${id}`, takenAt, 'good', 'other'));
    const { keep: kept, forget } = retained(about([...others, ...nights(4)]));
    expect([...kept, ...forget].map(({ id }) => id)).to.have.members(['n000', 'n001', 'n002', 'n003']);
  });

  it('nothing goes while the newest is of a time that is yet to come', () => {
    expect(code(about([...nights(9), a('2031', now + 1500 * day)]))).to.equal('backup.clock_implausible');
    expect(code(about([...nights(9), a('soon', now + 60_000)])), 'a minute is no matter').to.equal(undefined);
  });

  it('one of a time that is yet to come stays, and pushes none out, once a person said the clock is right', () => {
    const listed = [...nights(5), a('2031', now + 1500 * day)];
    expect(keep(about(listed, { clockConfirmed: true }))).to.deep.equal(['2031', 'n000', 'n001', 'n002']);
  });

  it('one that a person spoke of is no doubt of the clock any more, nor is a copy of it, and stays; a new one is', () => {
    const one = a('2031', now + 1500 * day);
    const toComeConfirmed = new Set(originalsToCome([...nights(5), one], now));
    expect([...toComeConfirmed]).to.deep.equal(['2031']);
    for (const listed of [one, { ...one, id: 'copy', original: '2031' }])
      expect(keep(about([...nights(5), listed], { toComeConfirmed }))).to.deep.equal([
        listed.id,
        'n000',
        'n001',
        'n002',
      ]);
    const further = [...nights(5), one, a('2032', now + 1800 * day)];
    expect(code(about(further, { toComeConfirmed }))).to.equal('backup.clock_implausible');
  });

  it('one that a person spoke of hides no gap before what was just made, once its time has come', () => {
    const listed = [a('made', now), a('ahead', now - day), a('before', now - 300 * day)];
    const said = { toComeConfirmed: new Set(['ahead']) };
    expect(code(about(listed, { made: 'made', ...said }))).to.equal('backup.clock_implausible');
    expect(code(about(listed, { made: 'made' }))).to.equal(undefined);
  });

  it('nothing goes where the newest before this one is more than 30 days older, unless a person said so', () => {
    const before = nights(9).map((one) => ({ ...one, takenAt: one.takenAt - 31 * day }));
    const listed = [a('made', now), ...before];
    expect(code(about(listed, { made: 'made' }))).to.equal('backup.clock_implausible');
    expect(code(about(before)), 'none made').to.equal('backup.clock_implausible');
    expect(keep(about(listed, { made: 'made', clockConfirmed: true }))).to.deep.equal([
      'made',
      'n000',
      'n001',
    ]);
  });

  const gap = (schedule: string | undefined, from: number, to: number) =>
    code(about([a('made', to), a('before', from)], { made: 'made', now: to, schedule }));
  const at = (month: number, date = 1, hours = 3) => Date.UTC(2026, month, date, hours, 5);

  it('of a schedule rarer than 30 days a night that follows the one before is no doubt of the clock, nor one that was missed', () => {
    const monthly = '0 3 1 * *';
    for (let month = 0; month < 12; month += 1) {
      expect(gap(monthly, at(month), at(month + 1)), `${month}`).to.equal(undefined);
      expect(gap(monthly, at(month), at(month + 2, 1, 20)), `${month}, and one missed`).to.equal(undefined);
      expect(gap(monthly, at(month), at(month + 3)), `${month}, and two missed`).to.equal(
        'backup.clock_implausible',
      );
    }
    expect(gap('0 3 1 1 *', at(0), at(12))).to.equal(undefined);
    // Whatever the pattern's intervals are: 31 days, and 334.
    expect(gap('0 3 1 1,2 *', at(1), at(12))).to.equal(undefined);
  });

  it('with no schedule, or one that comes more often, more than 30 days are a doubt of the clock', () => {
    for (const schedule of [undefined, '0 3 * * *', '0 3 * * 1']) {
      expect(gap(schedule, at(0), at(0, 31)), schedule).to.equal(undefined);
      expect(gap(schedule, at(0), at(1)), schedule).to.equal('backup.clock_implausible');
    }
  });

  it('nothing goes by a listing that lacks what was just written: it is not whole', () => {
    expect(code(about(nights(9), { made: 'made' }))).to.equal('backup.failed');
  });

  it('of an empty repository nothing is said', () => {
    expect(retained(about([]))).to.deep.equal({ keep: [], forget: [] });
  });
});

describe('core/backup/periods', () => {
  const of = periodsOf('Europe/Paris');

  it('a day is one of the lab’s time zone, also when clocks change', () => {
    // 28 March 2027 has 23 hours there, 31 October 25.
    expect(of('daily', Date.UTC(2027, 2, 27, 23)).words).to.equal('28 March 2027');
    expect(of('daily', Date.UTC(2027, 2, 28, 21, 59)).words).to.equal('28 March 2027');
    expect(of('daily', Date.UTC(2027, 2, 28, 22)).words).to.equal('29 March 2027');
    expect(of('daily', Date.UTC(2027, 9, 31, 22, 59)).words).to.equal('31 October 2027');
  });

  it('an hour that comes twice is two', () => {
    const first = of('hourly', Date.UTC(2027, 9, 31, 0, 30));
    const second = of('hourly', Date.UTC(2027, 9, 31, 1, 30));
    expect(first.words).to.equal('31 October 2027, 02:00');
    expect(second.words).to.equal(first.words);
    expect(second.key).not.to.equal(first.key);
  });

  it('a week begins on Monday, also before 1970 and over the year’s end', () => {
    expect(of('weekly', Date.UTC(2027, 1, 28, 12)).words).to.equal('the week from 22 February 2027');
    expect(of('weekly', Date.UTC(2027, 0, 1, 12)).words).to.equal('the week from 28 December 2026');
    expect(of('weekly', Date.UTC(1969, 11, 28, 12)).words).to.equal('the week from 22 December 1969');
    expect(of('monthly', Date.UTC(2027, 1, 28, 23, 30)).words).to.equal('March 2027');
    expect(of('yearly', Date.UTC(2026, 11, 31, 23, 30)).words).to.equal('2027');
  });
});
