import { expect } from 'chai';
import { restoreInTheWay } from '../../../../src/core/backup/restore-in-the-way.ts';
import type { WaitingRestore } from '../../../../src/core/ports.ts';

type Restored = Parameters<typeof restoreInTheWay>[1][number];

const of = (parts: readonly string[], more: Partial<WaitingRestore> = {}): Restored => ({
  ...{ job: '01J', words: 'prod', parts, state: 'restored', confirmedAt: undefined },
  ...more,
});
const at = (...names: string[]) => names.map((name) => `/lab/environments/${name}`);
const notes = 'prod/brick-db/sample.notes';
const ofNotes = ['prod-data', 'prod-brick-db/sample.notes'];

describe('core/backup/restore-in-the-way', () => {
  const why = (restores: readonly Restored[], ...names: string[]) =>
    restoreInTheWay('/lab', restores, at(...names));

  it('what a restore put in place isn’t deleted before somebody said which is right, and is told how to say so', () => {
    const error = why([of(ofNotes)], notes);
    expect(error?.code).to.equal('backup.unconfirmed_restore');
    expect(error?.message).to.match(/the restore of prod \(01J\)/);
    for (const verb of ['confirm', 'undo']) expect(error?.hint).to.contain(`labctl backup ${verb} 01J`);
  });

  it('of one that did not come to its end nobody is told to confirm it', () => {
    const error = why([of(ofNotes, { state: 'unfinished' })], notes);
    expect(error?.hint).to.contain('labctl backup undo 01J');
    expect(error?.hint).not.to.contain('confirm');
  });

  it('what lies below the folder is deleted with it, be it one file', () => {
    expect(why([of(ofNotes)], 'prod/brick-db')).not.to.equal(undefined);
    expect(why([of(['dev-data:results/a.csv'])], 'dev/data')).not.to.equal(undefined);
  });

  it('nothing else is kept for it', () => {
    const others = ['prod/brick-db/sample.note', 'prod/brick-db/sample.notes2', 'dev/brick-db/sample.notes'];
    expect(why([of(ofNotes)], ...others)).to.equal(undefined);
    expect(why([], notes)).to.equal(undefined);
  });

  it('once it was undone, or confirmed, it is in nobody’s way', () => {
    const over = [of(ofNotes, { state: 'undone' }), of(ofNotes, { confirmedAt: 1 })];
    expect(why(over, notes)).to.equal(undefined);
    expect(why([...over, of(ofNotes, { job: '02J' })], notes)?.message).to.contain('02J');
  });
});
