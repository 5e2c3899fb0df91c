import { expect } from 'chai';
import { compareVersions, seriesOf } from '../../../src/core/versions.ts';

describe('core/versions', () => {
  it('versions are compared by their numbers', () => {
    expect(compareVersions('0.10.0', '0.9.9')).to.be.greaterThan(0);
    expect(compareVersions('10.11', '10.11.0-MariaDB')).to.equal(0);
    expect(compareVersions('1.0', '1.0.1')).to.be.lessThan(0);
    expect(compareVersions('dev', '1.0')).to.equal(0);
  });

  it('a series is the first two numbers, and there is none of what has none', () => {
    expect(seriesOf('10.11.14-MariaDB')).to.equal('10.11');
    expect(seriesOf('dev')).to.equal('');
  });
});
