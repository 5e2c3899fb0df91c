import { expect } from 'chai';
import { cleanWords } from '../../../../src/adapters/restic/clean-words.ts';
import { anAccess } from './an-access.ts';

describe('adapters/restic/clean-words', () => {
  const secret = 'p/ss "w+rd" §\\1?';
  const rest = anAccess({ credentials: { RESTIC_REST_USERNAME: 'backup', RESTIC_REST_PASSWORD: secret } });
  const clean = cleanWords([rest, undefined]);

  for (const [how, text] of [
    ['as it is', secret],
    ['in an address', encodeURIComponent(secret)],
    ['in an address in small letters', encodeURIComponent(secret).toLowerCase()],
    ['in a query', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['with all of it encoded', [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in JSON of letters alone', JSON.stringify(secret).slice(1, -1).replace('§', '\\u00A7')],
  ] as const)
    it(`a secret is taken out ${how}`, () => {
      expect(clean(`sent <${text}>.`)).to.equal('sent <•••>.');
    });

  for (const before of ['', 'b', 'ba', 'backup:'])
    it(`a secret is taken out as base64, also behind ${JSON.stringify(before)} and before something else`, () => {
      for (const form of ['base64', 'base64url'] as const) {
        const text = Buffer.from(`${before}${secret} and more`).toString(form);
        const left = clean(`Basic ${text}.`);
        expect(left).to.contain('•••');
        const words = left.replace(/^Basic |\.$/g, '').split('•••');
        expect(words.map((it) => Buffer.from(it, form).toString()).join()).not.to.match(/ss|w\+rd/);
      }
    });

  it('of a secret that is part of another nothing is left over', () => {
    const both = { AWS_ACCESS_KEY_ID: 'AKIA12', AWS_SECRET_ACCESS_KEY: 'AKIA12-and-more' };
    expect(cleanWords([anAccess({ credentials: both })])('AKIA12-and-more AKIA12')).to.equal('••• •••');
  });

  it('a user’s name, and whatever else is no secret, stays as it is', () => {
    expect(clean('environments/prod/data/backup/a could not be read')).to.equal(
      'environments/prod/data/backup/a could not be read',
    );
    expect(cleanWords([anAccess()])('anything')).to.equal('anything');
  });
});
