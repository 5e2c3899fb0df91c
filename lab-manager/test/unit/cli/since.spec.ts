import { expect } from 'chai';
import { CliError } from '../../../src/cli/cli-error.ts';
import { sinceTime } from '../../../src/cli/since.ts';

describe('cli/since', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  const since = (text: string) => sinceTime(text, now);

  it('says how long ago', () => {
    expect(['30s', '10m', '2h', '1d'].map(since)).to.deep.equal([
      '2026-11-21T11:59:30.000Z',
      '2026-11-21T11:50:00.000Z',
      '2026-11-21T10:00:00.000Z',
      '2026-11-20T12:00:00.000Z',
    ]);
  });

  it('or names a time, of any zone, of this one, or a day', () => {
    expect(since('2026-11-21T09:00:00Z')).to.equal('2026-11-21T09:00:00.000Z');
    expect(since('2026-11-21T09:00+02:00')).to.equal('2026-11-21T07:00:00.000Z');
    expect(since('2026-11-21 09:00')).to.equal(new Date(2026, 10, 21, 9).toISOString());
    expect(since('2026-11-21')).to.equal(new Date(2026, 10, 21).toISOString());
  });

  it('and anything else is refused with what can be written', () => {
    for (const text of ['', '10', 'm', '-5m', '1w', 'yesterday', '2026-13-01', '2026-11-21T25:00Z']) {
      expect(() => since(text), text)
        .to.throw(CliError, `“${text}”`)
        .with.property('hint')
        .that.includes('10m');
    }
  });
});
