import { expect } from 'chai';
import * as z from 'zod';
import { parse } from '../../../../src/api/http/parse.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { routes } from '../../../../src/contract/index.ts';
import { caught } from '../../../support/caught.ts';

const wrong = (schema: z.ZodType, input: unknown): string[] => {
  const error = caught(() => parse(schema, input));
  if (!(error instanceof LabError)) throw new Error('it was taken');
  return error.details.map(({ path, message }) => `${path} ${message}`.trim());
};

describe('api/http/parse', () => {
  it('says what is wrong in the words of people, not of the library that checks', () => {
    const { query } = routes.listJobs;
    expect(wrong(query, { limit: 'x' })).to.deep.equal(['limit has to be a number']);
    expect(wrong(query, { limit: '900' })).to.deep.equal(['limit has to be at most 200']);
    expect(wrong(query, { limit: '1.5' })).to.deep.equal(['limit has to be a whole number']);
    const { body } = routes.newJob;
    expect(wrong(body, { kind: 'stop', target: 'x'.repeat(101) })).to.deep.equal([
      'target has to be a text of at most 100 characters',
    ]);
    expect(wrong(body, { kind: 'stop', target: '' })).to.deep.equal(['target is empty']);
    expect(wrong(body, { kind: 'stop', colour: 1 })).to.deep.equal(['has fields that nobody knows: colour']);
    expect(wrong(body, { kind: 7 })[0]).to.match(/^kind has to be one of apply, /);
    expect(wrong(body, 'stop')).to.deep.equal(['has to be an object']);
    expect(wrong(z.object({ name: z.string() }), {})).to.deep.equal(['name is missing']);
    expect(wrong(z.array(z.string()).min(2), ['a'])).to.deep.equal(['has to be a list of at least 2 items']);
  });

  it('says which form a text has to have', () => {
    expect(wrong(routes.getFigureHistory.query, { since: 'yesterday' })).to.deep.equal([
      'since has to be a time in UTC, as in 2026-01-31T08:00:00Z',
    ]);
    expect(wrong(routes.claimLab.body, { email: 'ada' })).to.include(
      'email has to be an e-mail address, as in ada@example.org',
    );
    expect(wrong(z.object({ at: z.url() }), { at: 'here' })[0]).to.match(/^at has to be an address, as in /);
  });

  it('shows the names of unknown fields on one line, printable and short', () => {
    const odd = { ['a\n\u202Eb']: 1, ['x'.repeat(500)]: 1 };
    const [first = ''] = wrong(z.strictObject({}), odd);
    expect(first).to.match(/^has fields that nobody knows: a b, x{59}…$/);
  });

  it('a contract’s own words count', () => {
    expect(wrong(z.object({ port: z.int('has to be free') }), { port: 'x' })).to.deep.equal([
      'port has to be free',
    ]);
  });
});
