import { expect } from 'chai';
import { drillWords, keptWords, type KeptState } from '../../../../src/core/backup/overview-words.ts';
import type { DrillRecord } from '../../../../src/core/model/backup.ts';

const now = Date.UTC(2026, 10, 21, 12);
const hour = 3_600_000;
const state = (changes: Partial<KeptState> = {}): KeptState => ({
  alarms: [],
  schedule: '0 3 * * *',
  lastGood: { takenAt: now - 9 * hour, standing: 'good' },
  unseen: undefined,
  ...changes,
});

describe('core/backup/overview-words', () => {
  it('a good snapshot is told with its age, and whether anybody tried it out', () => {
    expect(keptWords(state(), now)).to.deep.equal({
      state: 'good',
      sentence:
        'The newest good snapshot was made 9 hours ago; it was checked, and not tried out in a drill yet.',
    });
    const tested = state({ lastGood: { takenAt: now - 9 * hour, standing: 'restore-tested' } });
    expect(keptWords(tested, now).sentence).to.equal(
      'The newest good snapshot was made 9 hours ago; it was restored in a drill.',
    );
  });

  it('what needs a person comes first, whatever is good', () => {
    expect(keptWords(state({ alarms: ['One.', 'Two.'] }), now)).to.deep.equal({
      state: 'alarm',
      sentence: 'One.',
    });
  });

  it('without a good snapshot the lab is not kept, and whether one is to come is said', () => {
    expect(keptWords(state({ lastGood: undefined }), now)).to.deep.equal({
      state: 'none',
      sentence: 'There is no good snapshot yet.',
    });
    expect(keptWords(state({ lastGood: undefined, schedule: undefined }), now).sentence).to.equal(
      'There is no good snapshot, and none is made by itself.',
    );
  });

  it('what nobody can see now is told with when and where the last good one was made, never as good or as none', () => {
    const unseen = { repository: 'nas', lastGoodAt: now - 20 * hour, isAway: true };
    expect(keptWords(state({ unseen }), now)).to.deep.equal({
      state: 'away',
      sentence: 'The last good snapshot was made 20 hours ago in nas, which can’t be used now.',
    });
    const told = (changes: Partial<typeof unseen>) =>
      keptWords(state({ lastGood: undefined, unseen: { ...unseen, ...changes } }), now).sentence;
    expect(told({ isAway: false })).to.equal(
      'The last good snapshot was made 20 hours ago in nas, which was not looked at yet since the manager started.',
    );
    const never = { ...unseen, lastGoodAt: undefined };
    expect(keptWords(state({ lastGood: undefined, unseen: never }), now).sentence).to.equal(
      'Nobody knows of a good snapshot: the repository nas can’t be used now.',
    );
    expect(keptWords(state({ unseen, alarms: ['One.'] }), now).state).to.equal('alarm');
  });

  it('one that is not good is never told as good, whoever calls it the last good one', () => {
    for (const standing of ['lacking', 'damaged', 'unverified'] as const)
      expect(keptWords(state({ lastGood: { takenAt: now, standing } }), now).state, standing).to.equal(
        'none',
      );
  });

  it('a drill is told with how long it took and what it compared, a failed one with why', () => {
    const drill: DrillRecord = {
      ...{ snapshot: 'ab', repository: 'local', failure: undefined },
      ...{ startedAt: now - 3 * 24 * hour - 252_000, endedAt: now - 3 * 24 * hour },
      ...{ tables: 12, rows: 1, files: 512, bytes: 1 },
    };
    expect(drillWords(drill, now)).to.equal(
      'Restored beside the lab 3 days ago, in 4 min 12 s: 12 tables with 1 row, 512 files.',
    );
    expect(drillWords({ ...drill, failure: 'prod-db differs.' }, now)).to.equal(
      'Failed 3 days ago: prod-db differs.',
    );
    expect(drillWords({ ...drill, failure: 'The disk is full.', inconclusive: true }, now)).to.equal(
      'Came to no end 3 days ago: The disk is full.',
    );
  });
});
