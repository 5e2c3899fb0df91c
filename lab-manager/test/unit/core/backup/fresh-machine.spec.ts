import { expect } from 'chai';
import { assertEmptyRoot, isRestored, snapshotFor } from '../../../../src/core/backup/fresh-machine.ts';
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
const any = { wanted: undefined, lab: undefined };

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
