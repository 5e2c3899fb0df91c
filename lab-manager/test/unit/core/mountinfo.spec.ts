import { expect } from 'chai';
import { mountPointsIn, readMounts } from '../../../src/core/mountinfo.ts';

describe('core/mountinfo', () => {
  const line = (point: string, root = '/') =>
    `36 35 98:0 ${root} ${point} rw,noatime master:1 - ext3 /dev/root rw`;
  const text = ['/', '/lab', '/lab/environments/prod/data', '/lab/a\\040b', '/laboratory']
    .map((point) => line(point))
    .join('\n');

  it('tells what is mounted at and below a folder, whatever its name', () => {
    expect(mountPointsIn(`${text}\n`, '/lab')).to.deep.equal([
      '/lab',
      '/lab/a b',
      '/lab/environments/prod/data',
    ]);
    expect(mountPointsIn(text, '/lab/environments')).to.deep.equal(['/lab/environments/prod/data']);
    expect(mountPointsIn(text, '/srv')).to.deep.equal([]);
  });

  it('a place where two are mounted over each other is told once', () => {
    expect(mountPointsIn([line('/lab'), line('/lab')].join('\n'), '/lab')).to.deep.equal(['/lab']);
  });

  it('what is written as a number is read in what is mounted too, and what is no such line is passed over', () => {
    expect(readMounts(`${line('/a\\134b', '/c\\011d')}\nno mount\n`)).to.deep.equal([
      { device: '98:0', root: '/c\td', point: '/a\\b' },
    ]);
  });
});
