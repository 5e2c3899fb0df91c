import { expect } from 'chai';
import { lastDue, nextDue } from '../../../../src/core/ondemand/cron.ts';

const paris = 'Europe/Paris';
const at = (time: string): number => Date.parse(time);
const iso = (time: number | undefined): string =>
  time === undefined ? 'never' : new Date(time).toISOString();

describe('core/ondemand/cron', () => {
  it('a time is due from its very millisecond on', () => {
    const due = at('2026-11-20T20:00:00.000Z');
    expect(iso(lastDue('0 20 * * *', 'UTC', due))).to.equal('2026-11-20T20:00:00.000Z');
    expect(iso(lastDue('0 20 * * *', 'UTC', due - 1))).to.equal('2026-11-19T20:00:00.000Z');
    expect(iso(nextDue('0 20 * * *', 'UTC', due))).to.equal('2026-11-21T20:00:00.000Z');
  });

  it('an hour that is left out in spring is due once, when the clock jumps', () => {
    const due = new Set<string>();
    for (let now = at('2026-03-28T12:00:00Z'); now < at('2026-03-30T12:00:00Z'); now += 600_000)
      due.add(iso(lastDue('30 2 * * *', paris, now)));
    expect([...due].slice(1)).to.deep.equal(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
  });

  it('an hour that comes twice in autumn is due once', () => {
    const due = new Set<string>();
    for (let now = at('2026-10-24T12:00:00Z'); now < at('2026-10-26T12:00:00Z'); now += 600_000)
      due.add(iso(lastDue('30 2 * * *', paris, now)));
    expect([...due].slice(1)).to.deep.equal(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
  });

  it('looks back over years without a search that takes them', () => {
    expect(iso(lastDue('0 0 29 2 *', 'UTC', at('2027-01-01T00:00:00Z')))).to.equal(
      '2024-02-29T00:00:00.000Z',
    );
  });
});
