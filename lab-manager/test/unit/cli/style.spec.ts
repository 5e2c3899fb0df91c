import { expect } from 'chai';
import { bytes, duration, printable, table } from '../../../src/cli/output/style.ts';

describe('cli/style', () => {
  it('sizes have three digits at most that matter, and never a power', () => {
    expect([0, 1, 1023, 1024, 1536, 1010 * 1024, 5 * 1024 ** 3].map(bytes)).to.deep.equal([
      '0 B',
      '1 B',
      '1023 B',
      '1.00 KiB',
      '1.50 KiB',
      '1010 KiB',
      '5.00 GiB',
    ]);
  });

  it('durations are told in the two units that matter', () => {
    expect([400, 59_000, 200_000, 7_500_000, 356_400_000].map(duration)).to.deep.equal([
      '0 s',
      '59 s',
      '3 min 20 s',
      '2 h 5 min',
      '4 d 3 h',
    ]);
  });

  it('what others wrote can’t act on the reader’s terminal', () => {
    expect(printable('a\u001b[2Jb\u0007\u009bc\nd\te')).to.equal('a[2Jbc\nd\te');
  });

  it('columns are as wide as their widest cell, whatever its colour', () => {
    const lines = table([
      ['a', 'b'],
      ['\u001b[32mlong\u001b[39m', 'c'],
      ['x', 'd'],
    ]).split('\n');
    expect(lines).to.deep.equal(['a     b', '\u001b[32mlong\u001b[39m  c', 'x     d']);
  });
});
