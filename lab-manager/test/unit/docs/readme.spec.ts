import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseLabFile } from '../../../src/core/labfile/parse-lab-file.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');
const section = readme.split(/^## /m).find((it) => it.startsWith('What the lab should be')) ?? '';

/** What stands in the lab file of its own, or in one of its environments. */
const ofTheLab = /^(environments|codelab|biota|backup):/;

describe('docs: the README’s words for the lab file', () => {
  const rows = [...section.matchAll(/^\| (?!to …)(.+?) \| `([^`]+)`/gm)].map(([, to = '', said = '']) => ({
    to,
    said,
  }));

  it('are there', () => {
    expect(rows).to.have.length.of.at.least(8);
  });

  for (const { to, said } of rows)
    it(`to ${to}: ${said}`, () => {
      const text = ofTheLab.test(said) ? said : `environments: { prod: { ${said} } }`;
      expect(parseLabFile(`name: Lab\n${text}\n`)).to.have.property('ok');
    });
});
