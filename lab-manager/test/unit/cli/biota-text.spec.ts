import { expect } from 'chai';
import { biotaText } from '../../../src/cli/output/biota-text.ts';
import type { ReferenceReply } from '../../../src/contract/index.ts';

const about = { name: 'organisms', version: '1', licence: 'CC0', origin: 'us' };
const wanted = {
  ...about,
  url: 'https://data.example.org/a.sql',
  sha256: 'ab'.repeat(32),
  bytes: 3 * 1024 ** 2,
  builtBytes: 64 * 1024 ** 2,
  generation: 'organisms-1-abababab',
  present: false,
  readers: ['prod'],
};
const needs = [{ environment: 'prod', brick: 'labstead_reference' }];
const generation = {
  id: 'old-1-cdcdcdcd',
  about,
  bytes: 80 * 1024 ** 2,
  builtAt: null,
  wanted: false,
  removable: true,
};
const reply = (changes: Partial<ReferenceReply>): ReferenceReply => ({
  wanted: null,
  needs: [],
  generations: [],
  ...changes,
});

describe('cli/output/biota-text', () => {
  it('says that nothing asks for it', () => {
    expect(biotaText(reply({}))).to.equal('No brick asks for the reference database.');
  });

  it('says who asks for what, of whom it is, under which licence, and what an apply would fetch', () => {
    expect(biotaText(reply({ wanted, needs })).split('\n')).to.deep.equal([
      'organisms 1, for prod; asked for by labstead_reference (prod)',
      '  origin   us',
      '  licence  CC0',
      '  state    not here: labctl apply fetches 3.00 MiB and builds about 64.0 MiB',
    ]);
  });

  it('offers what is unused for deletion, with its size and the command', () => {
    const inUse = { ...generation, id: wanted.generation, wanted: true };
    const lines = biotaText(reply({ generations: [inUse, generation] })).split('\n');
    expect(lines.at(-2)).to.match(/^organisms-1-abababab +80\.0 MiB +in use$/);
    expect(lines.at(-1)).to.match(/^old-1-cdcdcdcd +80\.0 MiB +unused: labctl biota remove old-1-cdcdcdcd$/);
  });

  it('offers nothing for deletion that is served until its successor is built', () => {
    const lines = biotaText(reply({ generations: [{ ...generation, removable: false }] })).split('\n');
    expect(lines.at(-1)).to.match(/served until labctl apply replaces it$/);
  });

  it('what is only half removed is told as incomplete', () => {
    expect(biotaText(reply({ generations: [{ ...generation, about: null, bytes: 0 }] }))).to.include(
      'incomplete',
    );
  });
});
