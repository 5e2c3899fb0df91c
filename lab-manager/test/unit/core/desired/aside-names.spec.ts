import { matchesGlob } from 'node:path';
import { expect } from 'chai';
import {
  asideName,
  asidePatterns,
  isAsideName,
  isAsideOfJob,
  jobOfAside,
  movingName,
} from '../../../../src/core/desired/aside-names.ts';

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

  it('patterns mean what jobs of a lab leave, and nothing that a person named', () => {
    const fits = (name: string) => asidePatterns.some((pattern) => matchesGlob(name, pattern));
    for (const kind of ['reset', 'restore', 'before'] as const) {
      const name = asideName(kind, '01K9Q2T3V4W5X6Y7Z8A9B0C1D2');
      for (const meant of [fits, isAsideOfJob])
        expect([name, movingName(name), `${name}x`].map(meant)).to.deep.equal([true, true, false]);
    }
    for (const name of ['.before-lunch', '.restore-01K', 'data'])
      expect([fits(name), isAsideOfJob(name)], name).to.deep.equal([false, false]);
  });

  it('what a person put there is not', () => {
    for (const name of ['before-01J', '.vscode', 'data', '.restored', '.beforehand'])
      expect(isAsideName(name), name).to.equal(false);
    expect(jobOfAside('before', asideName('restore', '01J'))).to.equal(undefined);
  });
});
