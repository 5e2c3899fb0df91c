import { expect } from 'chai';
import { partOfName } from '../../../src/core/backup/restore-parts.ts';
import { hadToLetGo } from '../../../src/jobs/let-go.ts';

describe('jobs/let-go', () => {
  const parts = (...names: readonly string[]) => names.flatMap((name) => partOfName('/lab', name) ?? []);

  it('work is in the way where a database or a whole folder is put in place', () => {
    const names = ['prod-data', 'prod-db', 'dev-codelab', 'dev-brick-db/sample_notes.notes'];
    for (const name of names)
      expect(hadToLetGo(parts(name)), name).to.deep.equal([name.startsWith('prod') ? 'prod' : 'dev']);
  });

  it('and is not for a file that is put back by itself', () => {
    const one = parts('prod-data:results/table.csv');
    expect(one).to.have.lengthOf(1);
    expect(hadToLetGo(one)).to.deep.equal([]);
  });
});
