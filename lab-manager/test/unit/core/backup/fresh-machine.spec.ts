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
  installation: undefined,
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

  it('with some of a time that is yet to come and others not nobody can tell the newest: it has to be named; a few minutes are no matter', () => {
    const ahead = snapshot('cccccccc', now + 300 * day);
    const all = [snapshot('aaaaaaaa', now - 2 * day), snapshot('bbbbbbbb', now + 60_000)];
    expect(snapshotFor(all, any).takenAt).to.equal(now + 60_000);
    const { code, message, hint } = caught(() => snapshotFor([...all, ahead], any));
    expect([code, message, hint]).to.deep.equal([
      'backup.clock_implausible',
      'Nobody can tell which snapshot is the newest: it is 2027-03-01T04:00:00.000Z on this machine, and cccccccc (2027-12-26T04:00:00.000Z) is of a time that is yet to come.',
      'Where that is not the time, set the clock, and run this again. Where it is, a clock that was ahead made that one: the newest of before is --snapshot bbbbbbbb.',
    ]);
    expect(snapshotFor([...all, ahead], { ...any, wanted: 'cccccccc' })).to.equal(ahead);
    expect(snapshotFor([...all, ahead], { ...any, now: now + 300 * day })).to.equal(ahead);
  });

  it('where all are of a time that is yet to come the newest is taken, which is told: this machine’s clock is behind', () => {
    const newest = snapshot('bbbbbbbb', now + 301 * day);
    expect(snapshotFor([snapshot('a', now + 300 * day), newest], any)).to.equal(newest);
    expect(toComeTold(newest, now)).to.contain('bbbbbbbb').and.contain('as all of them are');
    expect(toComeTold(newest, now + 301 * day)).to.equal(undefined);
  });

  it('of two machines of which the one only followed on the other the newest is taken', () => {
    const all = [
      ...[
        snapshot('a', 1),
        snapshot('b', 2, { installation: 'one' }),
        snapshot('c', 3, { installation: 'one' }),
      ],
      snapshot('d', 4, { installation: 'two' }),
    ];
    expect(snapshotFor(all, any).takenAt).to.equal(4);
  });

  it('where one of them wrote on after the other had begun to, it has to be said which is meant', () => {
    const before = snapshot('aaaaaaaa', now - 3 * day, { installation: 'one' });
    const tried = snapshot('bbbbbbbb', now - 2 * day, { installation: 'two' });
    const last = snapshot('cccccccc', now - day, { installation: 'one' });
    for (const all of [
      [before, tried, last],
      [before, tried, last, { ...tried, id: 'd'.repeat(64), takenAt: now }],
    ]) {
      const { code, message, hint } = caught(() => snapshotFor(all, any));
      const newest = all.length === 3 ? 'cccccccc' : 'dddddddd';
      expect([code, message.includes(newest)]).to.deep.equal(['backup.other_machine', true]);
      expect(hint).to.match(new RegExp(`--snapshot ${newest} or --snapshot (bbbbbbbb|cccccccc)\\.$`));
    }
    expect(snapshotFor([before, tried, last], { ...any, wanted: 'bbbbbbbb' })).to.equal(tried);
    expect(snapshotFor([before, { ...tried, complete: false }, last], any)).to.equal(last);
  });

  it('one that lacks something, or is another lab’s, makes nobody doubt the others', () => {
    const sound = snapshot('a', now - day);
    const lacking = snapshot('b', now + 300 * day, { complete: false });
    const others = snapshot('c', now + 300 * day, { labId: 'labtwo' });
    expect(snapshotFor([sound, lacking, others], { ...any, lab: sound.labId })).to.equal(sound);
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
