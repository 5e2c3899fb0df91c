import { expect } from 'chai';
import fc from 'fast-check';
import { formatBytes, parseBytes, roundBytes } from '../../../src/core/units.ts';

describe('core/units', () => {
  it('binary and decimal units are told apart', () => {
    expect(parseBytes('2 GiB')).to.equal(2 * 1024 ** 3);
    expect(parseBytes('512MB')).to.equal(512_000_000);
    expect(parseBytes('1.5 KiB')).to.equal(1536);
  });

  it('anything else is no amount', () => {
    for (const text of [
      '',
      '2',
      'GiB',
      '2 gib',
      '2 Gi',
      '-1 GiB',
      '1e3 MB',
      '2 GiB x',
      '9'.repeat(15) + ' TiB',
    ])
      expect(parseBytes(text), text).to.equal(undefined);
  });

  it('what is written exactly reads back as the same number', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (bytes) => parseBytes(formatBytes(bytes)) === bytes),
    );
  });

  it('sentences get one decimal', () => {
    expect(roundBytes(1_600_000_000)).to.equal('1.5 GiB');
    expect(roundBytes(2 * 1024 ** 3)).to.equal('2 GiB');
    expect(roundBytes(12)).to.equal('12 B');
  });
});
