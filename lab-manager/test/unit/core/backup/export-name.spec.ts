import { expect } from 'chai';
import { exportName } from '../../../../src/core/backup/export-name.ts';

const at = Date.UTC(2026, 10, 21, 9, 30, 5, 123);

describe('core/backup/export-name', () => {
  it('says whose it is and of when', () => {
    expect(exportName('Our Lab', at)).to.equal('lab-our-lab-20261121T093005Z.tar');
  });

  it('is the name of a file whatever the lab is called', () => {
    for (const name of ['../../etc', '研究所', '', 'Größe  &c.', 'x'.repeat(300)])
      expect(exportName(name, at), name).to.match(/^lab-([a-z0-9-]{1,40}-)?20261121T093005Z\.tar$/);
  });
});
