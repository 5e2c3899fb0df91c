import { expect } from 'chai';
import type { Snapshot } from '../../../../src/core/model/backup.ts';
import { Listings } from '../../../../src/engine/backup/listings.ts';
import type { Repositories } from '../../../../src/engine/backup/repository-access.ts';
import { refused } from '../../../support/refused.ts';

const aSnapshot = (id: string, labId = 'lab'): Snapshot => ({
  ...{ id: id.repeat(64), labId, repository: 'local', takenAt: 1, job: 'job', complete: true },
  ...{ installation: undefined, original: undefined, bytesProcessed: 1, bytesAdded: 1, filesProcessed: 1 },
});

const ofBoth = [aSnapshot('a'), aSnapshot('b', 'other')];

const listed = (unreadable: readonly string[], snapshots: readonly Snapshot[] = ofBoth) => {
  const listing = { snapshots, unreadable };
  const repositories = {
    with: async (_name: string, use: (it: object) => Promise<unknown>) =>
      use({ snapshots: async () => listing }),
  };
  return new Listings(repositories as unknown as Repositories, 'lab');
};

describe('engine/backup/listings', () => {
  it('a snapshot that can’t be read hides none of the others, by list or by id', async () => {
    const listings = listed(['c'.repeat(64)]);
    expect((await listings.anew('local')).map(({ labId }) => labId)).to.deep.equal(['lab']);
    expect((await listings.snapshot('local', 'aaaaaaaa')).id).to.equal('a'.repeat(64));
  });

  it('where two begin with the same digits neither is taken', async () => {
    const all = ['0', '1'].map((digit) => ({ ...aSnapshot('a'), id: `${'a'.repeat(8)}${digit.repeat(56)}` }));
    const listings = listed([], all);
    await refused('backup.unknown_snapshot', () => listings.snapshot('local', 'aaaaaaaa'));
    expect((await listings.snapshot('local', 'aaaaaaaa0')).id).to.equal(all[0]?.id);
  });

  it('a list that is not whole is none for whoever takes out by it, and says what mends it', async () => {
    const error = await refused('backup.damaged', () => listed(['c'.repeat(64)]).whole('local'));
    expect([error.message, error.hint].join(' ')).to.contain('cccccccc').and.to.contain('backup repair');
    expect(await listed([]).whole('local')).to.have.length(1);
  });
});
