import { expect } from 'chai';
import { needsReference } from '../../../../src/core/reference/needs-reference.ts';

const needs = (settings: unknown): boolean => needsReference(JSON.stringify(settings));

describe('core/reference/needs-reference', () => {
  it('a brick that lists biota among its references needs the reference database', () => {
    expect(needs({ name: 'mine', environment: { references: ['biota'] } })).to.equal(true);
  });

  it('a Constellab brick that has a variable for its reference database needs it', () => {
    expect(needs({ name: 'gws_biota', variables: { BIOTA_DB_NAME: 'gws_biota' } })).to.equal(true);
    expect(needs({ variables: { 'gws_biota:GWS_BIOTA_DB_URL': 'https://example.org/b.zip' } })).to.equal(
      true,
    );
    expect(needs({ environment: { variables: { BIOTA_DB_PASSWORD: '' } } })).to.equal(true);
  });

  it('any other brick needs none', () => {
    expect(needs({ name: 'gws_omix', variables: { uniprot_db_url: 'x' } })).to.equal(false);
    expect(needs({ environment: { references: ['other'] } })).to.equal(false);
    expect(needs({ environment: { references: { biota: true } } })).to.equal(false);
  });

  it('what is no settings file needs none, whatever it is', () => {
    for (const text of ['', '{', 'null', '[]', '"biota"', '{"environment":null,"variables":[1]}'])
      expect(needsReference(text), text).to.equal(false);
  });

  it('a byte order mark before the settings changes nothing', () => {
    expect(needsReference('\uFEFF{"environment":{"references":["biota"]}}')).to.equal(true);
  });
});
