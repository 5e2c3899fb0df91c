import { expect } from 'chai';
import {
  assertEmptyRoot,
  isRestored,
  snapshotFor,
  toComeTold,
} from '../../../../src/core/backup/fresh-machine.ts';
import type { Snapshot } from '../../../../src/core/model/backup.ts';
import { caught } from '../../../support/caught.ts';

const snapshot = (id: string, takenAt: number, given: Partial<Snapshot> = {}): Snapshot => ({
  id: id.padEnd(64, '0'),
  repository: 'main',
  takenAt,
  labId: 'labone',
  job: 'j',
  complete: true,
  original: undefined,
  bytesProcessed: undefined,
  bytesAdded: undefined,
  filesProcessed: undefined,
  ...given,
});
const day = 86_400_000;
const now = Date.UTC(2027, 2, 1, 4);
const any = { wanted: undefined, lab: undefined, now };

describe('core/backup/fresh-machine', () => {
  it('the newest snapshot that is whole is restored, not a newer one that lacks something', () => {
    const all = [snapshot('a', 1), snapshot('b', 2), snapshot('c', 3, { complete: false })];
    expect(snapshotFor(all, any).takenAt).to.equal(2);
  });

  it('one that lacks something is restored by its name only', () => {
    const all = [snapshot('cccccccc', 3, { complete: false })];
    expect(caught(() => snapshotFor(all, any)).code).to.equal('backup.none_good');
    expect(snapshotFor(all, { ...any, wanted: 'cccccccc' }).takenAt).to.equal(3);
  });

  it('one of a time that is yet to come is passed over for the newest that is not, unless it is named; a few minutes are no matter', () => {
    const ahead = snapshot('cccccccc', now + 300 * day);
    const all = [snapshot('a', now - 2 * day), snapshot('b', now + 60_000), ahead];
    expect(snapshotFor(all, any).takenAt).to.equal(now + 60_000);
    expect(snapshotFor(all, { ...any, wanted: 'cccccccc' })).to.equal(ahead);
  });

  it('where all are of a time that is yet to come the newest is taken: this machine’s clock may be behind', () => {
    const all = [snapshot('a', now + 300 * day), snapshot('b', now + 301 * day)];
    expect(snapshotFor(all, any).takenAt).to.equal(now + 301 * day);
  });

  it('one of a time that is yet to come is taken rather than one that is known to be damaged', () => {
    const [sound, hurt] = [snapshot('aaaaaaaa', now + 300 * day), snapshot('bbbbbbbb', now - day)];
    const damage = [{ foundAt: 1, seenAt: 1, words: 'pack 12 is wrong', part: 1, snapshots: ['bbbbbbbb'] }];
    expect(snapshotFor([sound, hurt], { ...any, damage })).to.equal(sound);
  });

  it('what is of a time that is yet to come is told, taken or not, with how to take another', () => {
    const taken = snapshot('aaaaaaaa', now - day);
    const ahead = snapshot('bbbbbbbb', now + 300 * day);
    const further = snapshot('cccccccc', now + 301 * day);
    const lacking = snapshot('dddddddd', now + 302 * day, { complete: false });
    const others = snapshot('eeeeeeee', now + 303 * day, { labId: 'labtwo' });
    expect(toComeTold(taken, [taken, lacking, others], now)).to.deep.equal([]);
    expect(toComeTold(taken, [taken, ahead, lacking, others], now)).to.deep.equal([
      'The snapshot bbbbbbbb (2027-12-26T04:00:00.000Z) is of a time that is yet to come, and is passed over: a clock that was ahead made it, or this machine’s is behind. To take it all the same: --snapshot bbbbbbbb.',
    ]);
    expect(toComeTold(taken, [taken, ahead, further], now)).to.deep.equal([
      '2 snapshots are of a time that is yet to come, and are passed over: a clock that was ahead made them, or this machine’s is behind. To take one all the same, name it: --snapshot ID. The newest: cccccccc (2027-12-27T04:00:00.000Z), bbbbbbbb (2027-12-26T04:00:00.000Z).',
    ]);
    expect(toComeTold(further, [ahead, further], now)).to.deep.equal([
      'The snapshot cccccccc (2027-12-27T04:00:00.000Z) is taken, and is of a time that is yet to come: a clock that was ahead made it, or this machine’s is behind. To take another one, name it: --snapshot ID. The newest: cccccccc (2027-12-27T04:00:00.000Z), bbbbbbbb (2027-12-26T04:00:00.000Z).',
    ]);
  });

  it('where several labs write, it has to be said which is meant', () => {
    const all = [snapshot('a', 1), snapshot('b', 2, { labId: 'labtwo' })];
    expect(caught(() => snapshotFor(all, any)).message).to.contain('labone, labtwo');
    expect(snapshotFor(all, { ...any, lab: 'labone' }).takenAt).to.equal(1);
  });

  for (const wanted of ['abc', 'nonsense', 'ffffffff', ''])
    it(`${JSON.stringify(wanted)} names no snapshot, and is told the newest`, () => {
      const error = caught(() => snapshotFor([snapshot('aaaaaaaa', 1)], { ...any, wanted }));
      expect(error.code).to.equal('backup.unknown_snapshot');
      expect(error.hint).to.equal(
        'The newest: aaaaaaaa (1970-01-01T00:00:00.001Z). Eight digits of one are enough.',
      );
    });

  it('of a repository in which nothing can be read that is said, and no number of none', () => {
    const none = caught(() => snapshotFor([], any));
    expect(none.code).to.equal('backup.none_good');
    expect(none.message).to.equal('There is no snapshot in this repository that can be read.');
    expect(caught(() => snapshotFor([snapshot('a', 1)], { ...any, lab: 'labtwo' })).message).to.contain(
      'of the lab labtwo',
    );
    expect(caught(() => snapshotFor([], { ...any, wanted: 'aaaaaaaa' })).hint).to.equal(
      'It holds none that can be read.',
    );
    expect(caught(() => snapshotFor([snapshot('a', 1, { complete: false })], any)).message).to.equal(
      'The only snapshot in this repository is not whole.',
    );
  });

  it('what was laid down was restored once a job of this machine restored all of it', () => {
    const job = {
      id: '02',
      kind: 'restore' as const,
      state: 'succeeded' as const,
      params: { target: 'lab' },
    };
    expect(isRestored({ after: '01' }, [job])).to.equal(true);
    expect(isRestored({ after: undefined }, [{ ...job, kind: 'import' }])).to.equal(true);
    for (const other of [
      { ...job, id: '01' },
      { ...job, state: 'failed' as const },
      { ...job, kind: 'backup' as const },
      { ...job, params: { target: 'prod' } },
    ])
      expect(isRestored({ after: '01' }, [other])).to.equal(false);
  });

  it('only a data root that is empty but for backups is filled, or one that an earlier attempt left', () => {
    for (const names of [
      [],
      ['lost+found'],
      ['backups'],
      ['.restoring', 'backups', 'state'],
      ['.restoring'],
      ['.restoring', 'state', 'lab.yaml'],
    ])
      assertEmptyRoot('/lab', names);
    for (const names of [
      ['state'],
      ['lab.yaml'],
      ['thesis.txt'],
      ['.restoring', 'environments'],
      ['backups', 'state'],
    ])
      expect(caught(() => assertEmptyRoot('/lab', names)).message).to.contain('/lab is not empty');
  });
});
