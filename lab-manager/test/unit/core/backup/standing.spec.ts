import { expect } from 'chai';
import { isGood, judged, type KnownOfIt } from '../../../../src/core/backup/standing.ts';
import type { DrillRecord, RepositoryDamage } from '../../../../src/core/model/backup.ts';

const day = 86_400_000;
const at = Date.UTC(2027, 2, 1, 3);
const snapshot = {
  ...{ id: 'ab12'.padEnd(64, '0'), repository: 'local', takenAt: at, complete: true },
  original: undefined,
};
const damage = (changes: Partial<RepositoryDamage> = {}): RepositoryDamage => ({
  ...{ foundAt: at + day, seenAt: at + day, words: 'pack 77 is wrong', part: 3, snapshots: [] },
  ...changes,
});
const drill = (changes: Partial<DrillRecord> = {}): DrillRecord => ({
  ...{ snapshot: snapshot.id, repository: 'local', startedAt: at + day, endedAt: at + day + 252_000 },
  ...{ failure: undefined, tables: 1, rows: 1, files: 1, bytes: 1 },
  ...changes,
});
function known(
  changes: Partial<KnownOfIt['health']> = {},
  drills: DrillRecord[] = [],
  now = at + 30 * day,
): KnownOfIt {
  return { health: { checkedAt: at + 1, damage: [], unchecked: new Set(), ...changes }, drills, now };
}

const standingOf = (...given: Parameters<typeof judged>) => judged(...given).standing;
const standingSentence = (...given: Parameters<typeof judged>) => judged(...given).sentence;

describe('core/backup/standing', () => {
  it('a complete snapshot is good once its repository was checked after it', () => {
    expect(standingOf(snapshot, known())).to.equal('good');
    expect(standingOf(snapshot, known({ checkedAt: at - 1 }))).to.equal('unverified');
    expect(standingOf(snapshot, known({ checkedAt: undefined }))).to.equal('unverified');
  });

  it('a look at a time that is yet to come was nobody knows when, and makes nothing good', () => {
    const ahead = at + 4 * 365 * day;
    expect(standingOf(snapshot, known({ checkedAt: ahead }))).to.equal('unverified');
    expect(standingOf(snapshot, known({ checkedAt: ahead }, [], ahead))).to.equal('good');
    const other = damage({ snapshots: ['ffff'], seenAt: ahead });
    expect(standingOf(snapshot, known({ damage: [other] })), 'made since, maybe').to.equal('damaged');
  });

  it('a copy is good only by a look that began after it had come there, whatever time it is of', () => {
    const copy = { ...snapshot, id: 'cd34'.padEnd(64, '0'), original: snapshot.id };
    expect(standingOf(copy, known({ unchecked: new Set([snapshot.id]) }))).to.equal('unverified');
    expect(standingOf(copy, known({ unchecked: new Set(['ef']) }))).to.equal('good');
  });

  it('a snapshot that lacks something is never good, drill or not', () => {
    expect(standingOf({ ...snapshot, complete: false }, known({}, [drill()]))).to.equal('lacking');
  });

  it('damage of the structure concerns all; of a part those it names, and whatever was made since', () => {
    const other = damage({ snapshots: ['ffff'] });
    expect(standingOf(snapshot, known({ damage: [damage({ part: undefined })] }))).to.equal('damaged');
    expect(standingOf(snapshot, known({ damage: [damage()] })), 'nobody knows which').to.equal('damaged');
    expect(standingOf(snapshot, known({ damage: [other] }))).to.equal('good');
    expect(standingOf(snapshot, known({ damage: [damage({ snapshots: ['ab12'] })] }))).to.equal('damaged');
    const later = { ...snapshot, takenAt: at + 2 * day };
    expect(standingOf(later, known({ damage: [other], checkedAt: at + 3 * day }))).to.equal('damaged');
  });

  it('it is restore-tested by a drill of this very snapshot in this very repository', () => {
    expect(standingOf(snapshot, known({}, [drill()]))).to.equal('restore-tested');
    expect(standingOf(snapshot, known({}, [drill({ repository: 'nas' })]))).to.equal('good');
    expect(standingOf(snapshot, known({}, [drill({ snapshot: 'other' })]))).to.equal('good');
    expect(standingOf(snapshot, known({ damage: [damage()] }, [drill()])), 'rot since').to.equal('damaged');
  });

  it('whose newest drill failed is not good, whatever an older one said', () => {
    const drills = [drill({ endedAt: at + 5 * day, failure: 'glab did not answer.' }), drill()];
    const standing = standingOf(snapshot, known({}, drills));
    expect([standing, isGood(standing)]).to.deep.equal(['unverified', false]);
    expect(standingSentence(snapshot, known({}, drills, at + 7 * day))).to.equal(
      'Not good: its drill failed 2 days ago: glab did not answer.',
    );
  });

  it('whose newest drill failed is not good, also where one before it ended under a clock that was ahead', () => {
    const drills = [drill({ failure: 'glab did not answer.' }), drill({ endedAt: at + 300 * day })];
    expect(standingOf(snapshot, known({}, drills))).to.equal('unverified');
  });

  it('a drill that says nothing about it leaves it as it was', () => {
    const failed = drill({ endedAt: at + 5 * day, failure: 'The disk is full.', inconclusive: true });
    expect(standingOf(snapshot, known({}, [failed]))).to.equal('good');
    expect(standingOf(snapshot, known({}, [failed, drill()]))).to.equal('restore-tested');
    expect(standingSentence(snapshot, known({}, [failed]))).to.not.contain('disk');
  });

  it('says how long ago it was restored in a drill, and how long that took', () => {
    expect(standingSentence(snapshot, known({}, [drill()], at + 4 * day + 300_000))).to.equal(
      'Good: restored in a drill 3 days ago, in 4 min 12 s.',
    );
    expect(standingSentence(snapshot, known({ damage: [damage()] }))).to.equal('Damaged: pack 77 is wrong.');
  });

  it('each is told with the reason for what it is', () => {
    const lacking = judged({ ...snapshot, complete: false }, known({ damage: [damage()] }));
    expect(lacking).to.deep.equal({
      standing: 'lacking',
      sentence: 'Not good: something that belongs in it is missing.',
    });
    expect(judged(snapshot, known({ checkedAt: at - 1 }))).to.deep.equal({
      standing: 'unverified',
      sentence: 'Not verified yet: its repository was not checked since.',
    });
    expect(judged(snapshot, known())).to.deep.equal({
      standing: 'good',
      sentence: 'Good: it is complete, and its repository was checked since.',
    });
  });
});
