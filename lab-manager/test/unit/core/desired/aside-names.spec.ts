import { expect } from 'chai';
import { asideName, isAsideName, jobOfAside, movingName } from '../../../../src/core/desired/aside-names.ts';

describe('core/desired/aside-names', () => {
  it('what any job puts aside is known as such, also on its way', () => {
    for (const kind of ['reset', 'restore', 'before'] as const) {
      const name = asideName(kind, '01J');
      for (const one of [name, movingName(name)]) {
        expect(isAsideName(one), one).to.equal(true);
        expect(jobOfAside(kind, one)).to.equal('01J');
      }
    }
  });

  it('what a person put there is not', () => {
    for (const name of ['before-01J', '.vscode', 'data', '.restored', '.beforehand'])
      expect(isAsideName(name), name).to.equal(false);
    expect(jobOfAside('before', asideName('restore', '01J'))).to.equal(undefined);
  });
});
