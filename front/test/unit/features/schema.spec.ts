import { describe, expect, it } from 'vitest';
import { fieldsOf, toFieldValue } from '../../../src/features/tasks/schema/read-schema.ts';
import { initialValues, toParameters } from '../../../src/features/tasks/schema/to-parameters.ts';

const schema = {
  type: 'object',
  properties: {
    delimiter: { type: 'string', enum: ['auto', 'comma'], default: 'auto', title: 'Delimiter' },
    limit: { type: 'integer', minimum: 1, maximum: 10, default: 5, title: 'Limit' },
    share: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    strict: { type: 'boolean', default: true },
    missing: { type: 'array', items: { type: 'string' }, default: ['NA'], maxItems: 2 },
    functions: {
      type: 'array',
      items: { enum: ['mean', 'sum'], type: 'string' },
      default: ['mean'],
      minItems: 1,
    },
    keep: { type: 'array', items: { type: 'string', 'x-column-of': 'table' }, default: [] },
    nickname: {
      anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }],
      default: null,
      title: 'Nickname',
    },
    level: { $ref: '#/$defs/Level' },
    shape: { type: 'object', properties: {} },
    column: { type: 'string', minLength: 1, pattern: '^[a-z]+$', 'x-column-of': 'table' },
  },
  required: ['column', 'level'],
  $defs: { Level: { type: 'integer', enum: [1, 2], title: 'Level' } },
};
const fields = fieldsOf(schema);
const field = (name: string) => fields.find((candidate) => candidate.name === name)!;
const good = { ...initialValues(fields), column: 'sex', level: '2' };
const read = (values: Record<string, string | boolean | readonly string[]>) =>
  toParameters(fields, { ...good, ...values });

describe('features/tasks/schema', () => {
  it('makes a field of each property, what must be given first', () => {
    expect(fields.map(({ name, kind, required }) => `${name} ${kind}${required ? ' !' : ''}`)).toEqual([
      'level choice !',
      'column text !',
      'delimiter choice',
      'limit number',
      'share number',
      'strict boolean',
      'missing list',
      'functions list',
      'keep list',
      'nickname text',
      'shape json',
    ]);
  });

  it('knows which fields choose among the columns of which input', () => {
    expect(field('column')).toMatchObject({ columnOf: 'table' });
    expect(field('keep')).toMatchObject({ columnOf: 'table' });
    expect(field('missing')).toMatchObject({ columnOf: undefined });
  });

  it('gives choices, numbers and lists as the values of their types, and leaves empty ones out', () => {
    expect(read({ share: '0.5' })).toEqual({
      errors: {},
      parameters: {
        level: 2,
        column: 'sex',
        delimiter: 'auto',
        limit: 5,
        share: 0.5,
        strict: true,
        missing: ['NA'],
        functions: ['mean'],
        keep: [],
      },
    });
  });

  it('drops empty lines of a list and the space around its values', () => {
    expect(read({ missing: [' NA ', '', '-'] }).parameters['missing']).toEqual(['NA', '-']);
  });

  it('lets the person empty a list that has a default', () => {
    expect(read({ missing: [] }).parameters['missing']).toEqual([]);
  });

  it.each([
    ['column', '', 'This is needed.'],
    ['column', 'Sex', 'It is not of the expected form.'],
    ['level', '', 'This is needed.'],
    ['limit', '0', 'It must be at least 1.'],
    ['limit', '11', 'It may be at most 10.'],
    ['limit', '2.5', 'Write a whole number.'],
    ['limit', 'many', 'Write a number.'],
    ['share', '0', 'It must be more than 0.'],
    ['share', '1', 'It must be less than 1.'],
    ['nickname', 'Adam', 'It may have at most 3 characters.'],
    ['shape', '{', 'This is not valid JSON.'],
  ])('refuses %s = %j with a sentence', (name, value, sentence) => {
    expect(read({ [name]: value }).errors).toEqual({ [name]: sentence });
  });

  it('holds lists to their length', () => {
    expect(read({ functions: [] }).errors).toEqual({ functions: 'Choose at least 1.' });
    expect(read({ missing: ['a', 'b', 'c'] }).errors).toEqual({ missing: 'Choose at most 2.' });
  });

  it('brings recorded parameters back into the same fields', () => {
    const recorded = read({ share: '0.5', functions: ['"sum"', '"mean"'], shape: '{"a":1}' }).parameters;
    const values = Object.fromEntries(
      fields.map((item) => [item.name, toFieldValue(item, recorded[item.name])]),
    );
    expect(toParameters(fields, values)).toEqual({ errors: {}, parameters: recorded });
  });

  it.each([undefined, null, [], 'text', { type: 'object' }])('takes %j for no parameters', (nothing) => {
    expect(fieldsOf(nothing)).toEqual([]);
  });
});
