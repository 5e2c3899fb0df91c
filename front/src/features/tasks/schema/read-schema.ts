import type { Choice, Field, FieldValue } from './field.ts';

type Schema = Readonly<Record<string, unknown>>;

const asSchema = (value: unknown): Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The JSON Schema of a task's parameters, as fields in the schema's order; what must be given comes first. */
export function fieldsOf(parameters: unknown): readonly Field[] {
  const root = asSchema(parameters);
  const required = new Set(Array.isArray(root['required']) ? root['required'] : []);
  const fields = Object.entries(asSchema(root['properties'])).map(([name, property]) =>
    fieldOf(name, asSchema(property), root, required.has(name)),
  );
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

/** Follows `$ref` within the document, and takes the one kind besides null that an optional value has. */
function resolve(schema: Schema, root: Schema): { schema: Schema; nullable: boolean } {
  const reference = text(schema['$ref']);
  if (reference?.startsWith('#/') === true) {
    const target = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((place, key) => asSchema(place)[key], root);
    return resolve({ ...asSchema(target), ...without(schema, '$ref') }, root);
  }
  const either = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(either)) {
    const kinds = either.map(asSchema).filter(({ type }) => type !== 'null');
    const [only] = kinds;
    if (kinds.length !== 1 || only === undefined) return { schema: without(schema, 'type'), nullable: false };
    const inner = resolve(only, root).schema;
    return { schema: { ...inner, ...without(schema, 'anyOf', 'oneOf') }, nullable: either.length > 1 };
  }
  if (Array.isArray(schema['type'])) {
    const types = schema['type'].filter((type) => type !== 'null');
    return { schema: { ...schema, type: types[0] }, nullable: types.length < schema['type'].length };
  }
  return { schema, nullable: false };
}

const without = (schema: Schema, ...keys: string[]): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));

function choicesOf(schema: Schema): readonly Choice[] | undefined {
  const values = Array.isArray(schema['enum'])
    ? (schema['enum'] as unknown[])
    : 'const' in schema
      ? [schema['const']]
      : undefined;
  return values?.map((value) => ({
    json: JSON.stringify(value),
    label: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

function fieldOf(name: string, property: Schema, root: Schema, listed: boolean): Field {
  const { schema, nullable } = resolve(property, root);
  const initial = schema['default'];
  const common = {
    name,
    title: text(schema['title']) ?? name,
    description: text(schema['description']) ?? '',
    required: listed && !nullable && initial === undefined,
  };
  const choices = choicesOf(schema);
  if (choices !== undefined) {
    return {
      ...common,
      kind: 'choice',
      choices,
      initial: initial === undefined ? '' : JSON.stringify(initial),
    };
  }
  switch (schema['type']) {
    case 'string':
      return textField(common, schema);
    case 'integer':
    case 'number':
      return numberField(common, schema);
    case 'boolean':
      return { ...common, kind: 'boolean', required: false, initial: initial === true };
    case 'array':
      return listField(common, schema, root, initial);
    default:
      return jsonField(common, initial);
  }
}

const textField = (common: Common, schema: Schema): Field => ({
  ...common,
  kind: 'text',
  initial: text(schema['default']) ?? '',
  columnOf: text(schema['x-column-of']),
  minLength: number(schema['minLength']),
  maxLength: number(schema['maxLength']),
  pattern: text(schema['pattern']),
});

const numberField = (common: Common, schema: Schema): Field => ({
  ...common,
  kind: 'number',
  integer: schema['type'] === 'integer',
  initial: number(schema['default'])?.toString() ?? '',
  minimum: number(schema['minimum']),
  maximum: number(schema['maximum']),
  above: number(schema['exclusiveMinimum']),
  below: number(schema['exclusiveMaximum']),
});

const jsonField = (common: Common, initial: unknown): Field => ({
  ...common,
  kind: 'json',
  initial: initial === undefined ? '' : JSON.stringify(initial, null, 2),
});

type Common = Pick<Field, 'name' | 'title' | 'description' | 'required'>;

function listField(common: Common, schema: Schema, root: Schema, initial: unknown): Field {
  const items = resolve(asSchema(schema['items']), root).schema;
  const choices = choicesOf(items);
  if (choices === undefined && items['type'] !== 'string') {
    return jsonField(common, initial);
  }
  const given: readonly unknown[] = Array.isArray(initial) ? initial : [];
  return {
    ...common,
    kind: 'list',
    choices,
    columnOf: text(schema['x-column-of']) ?? text(items['x-column-of']),
    minItems: number(schema['minItems']),
    maxItems: number(schema['maxItems']),
    initial: given.map((value) => (choices === undefined ? String(value) : JSON.stringify(value))),
  };
}

/** What a recorded parameter looks like in its field: for running a scenario again. */
export function toFieldValue(field: Field, value: unknown): FieldValue {
  if (value === undefined || value === null) return field.initial;
  switch (field.kind) {
    case 'boolean':
      return value === true;
    case 'choice':
      return JSON.stringify(value);
    case 'json':
      return JSON.stringify(value, null, 2);
    case 'list':
      return (Array.isArray(value) ? (value as unknown[]) : []).map((item) =>
        field.choices === undefined ? String(item) : JSON.stringify(item),
      );
    case 'number':
    case 'text':
      return String(value);
  }
}
