import type * as z from 'zod';
import { shown } from '../../core/shown.ts';

type Issue = z.core.$ZodRawIssue;

/** What is wrong with a field, after its name: for people, where the contract has no words of its own for it. */
export function issueWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'too_big':
      return `has to be ${amount(issue.origin, Number(issue.maximum), 'at most')}`;
    case 'too_small':
      return tooSmall(issue);
    case 'unrecognized_keys':
      return `has fields that nobody knows: ${issue.keys
        .slice(0, 10)
        .map((key) => shown(key))
        .join(', ')}`;
    case 'invalid_value':
      return `has to be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return formats[issue.format] ?? unfit;
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return unfit;
  }
}

const unfit = 'is not one that can be taken here';

/** By the names that the library gives them. */
const formats: Readonly<Record<string, string>> = {
  email: 'has to be an e-mail address, as in ada@example.org',
  datetime: 'has to be a time in UTC, as in 2026-01-31T08:00:00Z',
  url: 'has to be an address, as in https://example.org',
};

const wrongType = ({ input, expected }: Extract<Issue, { code: 'invalid_type' }>): string =>
  input === undefined ? 'is missing' : `has to be ${kinds[expected] ?? 'of another kind'}`;

const tooSmall = ({ origin, minimum }: Extract<Issue, { code: 'too_small' }>): string =>
  origin === 'string' && Number(minimum) === 1
    ? 'is empty'
    : `has to be ${amount(origin, Number(minimum), 'at least')}`;

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  record: 'an object',
};

/** `a text of at most 100 characters`, `a list of at least 1 item`, `at most 200` */
function amount(origin: string, bound: number, how: string): string {
  const items = (one: string): string => `${how} ${bound} ${one}${bound === 1 ? '' : 's'}`;
  if (origin === 'string') return `a text of ${items('character')}`;
  if (origin === 'array' || origin === 'set') return `a list of ${items('item')}`;
  return `${how} ${bound}`;
}
