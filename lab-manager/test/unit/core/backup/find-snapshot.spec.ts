import { expect } from 'chai';
import { findSnapshot, newestNames } from '../../../../src/core/backup/find-snapshot.ts';
import { caught } from '../../../support/caught.ts';

const snapshot = (id: string, takenAt = 1) => ({ id: id.padEnd(64, '0'), takenAt });
const older = snapshot('1a2b3c4d5', 1);
const newer = snapshot('1a2b3c4d6', 2);
const other = snapshot('99ff00aa', 3);

describe('core/backup/find-snapshot', () => {
  it('one is found by its id, or by eight digits of it', () => {
    const all = [older, newer, other];
    for (const wanted of ['99ff00aa', other.id]) expect(findSnapshot(all, wanted)).to.equal(other);
    expect(findSnapshot(all, '1a2b3c4d5')).to.equal(older);
  });

  it('what is no eight digits of any finds none', () => {
    for (const wanted of ['', '99ff00a', '99FF00AA', '^99ff00aa', 'ffffffff'])
      expect(findSnapshot([other], wanted), wanted).to.equal(undefined);
  });

  it('where several begin so none is taken, and it is told which there are', () => {
    const error = caught(() => findSnapshot([older, newer, other], '1a2b3c4d'));
    expect(error.code).to.equal('backup.unknown_snapshot');
    expect(error.hint)
      .to.match(new RegExp(`${newer.id} \\(.*${older.id} \\(`))
      .and.not.to.contain(other.id);
  });

  it('of many the newest are told', () => {
    const many = [1, 2, 3, 4, 5, 6].map((time) => snapshot(`1a2b3c4d${time}`, time));
    expect(caught(() => findSnapshot(many, '1a2b3c4d')).hint)
      .to.contain(many[5]!.id)
      .and.not.to.contain(many[0]!.id);
    expect(newestNames(many).split(', ')).to.have.length(5);
    expect(newestNames([other, older])).to.match(/^99ff00aa \(1970-01-01T00:00:00.003Z\), 1a2b3c4d \(/);
  });
});
