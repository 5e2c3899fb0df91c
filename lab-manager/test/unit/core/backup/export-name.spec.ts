import { expect } from 'chai';
import { exportName, lackingName } from '../../../../src/core/backup/export-name.ts';

const at = Date.UTC(2026, 10, 21, 9, 30, 5, 123);

describe('core/backup/export-name', () => {
  it('says whose it is and of when', () => {
    expect(exportName('Our Lab', at)).to.equal('lab-our-lab-20261121T093005Z.labx.tar');
  });

  it('is the name of a file whatever the lab is called', () => {
    for (const name of ['../../etc', '研究所', '', 'Größe  &c.', 'x'.repeat(300)])
      expect(exportName(name, at), name).to.match(/^lab-([a-z0-9-]{1,40}-)?20261121T093005Z\.labx\.tar$/);
  });

  it('says of one that lacks something that it does, as short as a name may be', () => {
    expect(lackingName('mine.tar')).to.equal('mine-lacking.tar');
    expect(lackingName('lab.labx.tar')).to.equal('lab-lacking.labx.tar');
    expect(lackingName(`${'x'.repeat(191)}.tar`)).to.match(/^x{1,183}-lacking\.tar$/);
  });
});
