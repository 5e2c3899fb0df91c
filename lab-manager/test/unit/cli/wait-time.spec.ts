import { expect } from 'chai';
import { CliError } from '../../../src/cli/cli-error.ts';
import { waitSeconds } from '../../../src/cli/wait-time.ts';

describe('cli/wait-time', () => {
  it('reads seconds, minutes, hours and days', () => {
    expect(['30s', '10m', '2h', '1d', '007m'].map(waitSeconds)).to.deep.equal([30, 600, 7200, 86_400, 420]);
  });

  it('no time to wait is none, and never means that work is ended', () => {
    for (const text of ['0s', '00m', '', '10', 'prod', '-1m', '1.5h', '1234567s'])
      expect(() => waitSeconds(text), text).to.throw(CliError, 'is no time to wait');
  });
});
