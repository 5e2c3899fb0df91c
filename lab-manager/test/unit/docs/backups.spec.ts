import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { errorCodes } from '../../../src/core/model/error-codes.ts';

const root = join(import.meta.dirname, '../../..');

/** These name each code, and throw none. */
const tables = ['core/model/error-codes.ts', 'api/http/http-status.ts', 'cli/exit-codes.ts'];

/** A comment throws nothing. */
const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');

const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !tables.includes(file))
  .map((file) => withoutComments(readFileSync(join(root, 'src', file), 'utf8')))
  .join('\n');

/** What an error is made of: the first argument, or a table's `code` that one is made from. A list or a comparison makes none. */
const made = [...source.matchAll(/(?:\bnew (?:Lab|Cli)Error\(|\bcode:)([^,;]*)[,;]/g)].map(
  ([, code = '']) => code,
);
const isMade = (code: string): boolean => made.some((words) => words.includes(`'${code}'`));

describe('docs/backups.md: what is said when something is wrong', () => {
  const page = readFileSync(join(root, 'docs/backups.md'), 'utf8');
  const section = page.split(/^## /m).find((it) => it.startsWith('When something is wrong')) ?? '';
  const told = [...section.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z_.]+)`/g)].map(([, code = '']) => code),
  );

  it('is there', () => {
    expect(told).to.have.length.of.at.least(20);
  });

  for (const code of told)
    it(`${code} is said by something`, () => {
      expect(isMade(code)).to.equal(true);
    });
});

describe('error codes of backups', () => {
  for (const code of errorCodes.filter((one) => one.startsWith('backup.')))
    it(`${code} is said by something`, () => {
      expect(isMade(code)).to.equal(true);
    });
});
