import { messages } from '../messages.ts';
import type { Field, FieldValue, ListField, NumberField, TextField } from './field.ts';

export type Values = Readonly<Record<string, FieldValue>>;

type Outcome = { value: unknown } | { error: string } | 'absent';

const words = messages.errors;

export function initialValues(fields: readonly Field[]): Values {
  return Object.fromEntries(fields.map(({ name, initial }) => [name, initial]));
}

/** What the form says, as parameters; or what is wrong, by field. The environment checks everything again. */
export function toParameters(
  fields: readonly Field[],
  values: Values,
): { parameters: Record<string, unknown>; errors: Record<string, string> } {
  const parameters: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const outcome = read(field, values[field.name] ?? field.initial);
    if (outcome === 'absent') {
      if (field.required) errors[field.name] = words.required;
    } else if ('error' in outcome) errors[field.name] = outcome.error;
    else parameters[field.name] = outcome.value;
  }
  return { parameters, errors };
}

function read(field: Field, value: FieldValue): Outcome {
  if (field.kind === 'boolean') return { value: value === true };
  if (field.kind === 'list') return readList(field, Array.isArray(value) ? value : []);
  const written = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'text':
      return readText(field, written);
    case 'number':
      return readNumber(field, written.trim());
    case 'choice':
      return written === '' ? 'absent' : { value: JSON.parse(written) as unknown };
    case 'json':
      return readJson(written.trim());
  }
}

function readText(field: TextField, value: string): Outcome {
  // An empty text is left out, so that a default applies; where none does, only a required one is missed.
  if (value === '') return field.required || field.initial === '' ? 'absent' : { value };
  if (field.minLength !== undefined && value.length < field.minLength)
    return { error: words.longer(field.minLength) };
  if (field.maxLength !== undefined && value.length > field.maxLength)
    return { error: words.shorter(field.maxLength) };
  if (field.pattern !== undefined && !matches(field.pattern, value)) return { error: words.pattern };
  return { value };
}

/** A pattern this browser can't read is left to the environment. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function readNumber(field: NumberField, written: string): Outcome {
  if (written === '') return 'absent';
  const value = Number(written);
  if (!Number.isFinite(value)) return { error: words.number };
  if (field.integer && !Number.isSafeInteger(value)) return { error: words.integer };
  const { minimum, maximum, above, below } = field;
  if (minimum !== undefined && value < minimum) return { error: words.minimum(minimum) };
  if (maximum !== undefined && value > maximum) return { error: words.maximum(maximum) };
  if (above !== undefined && value <= above) return { error: words.above(above) };
  if (below !== undefined && value >= below) return { error: words.below(below) };
  return { value };
}

function readList(field: ListField, chosen: readonly string[]): Outcome {
  const items = chosen.map((item) =>
    field.choices === undefined ? item.trim() : (JSON.parse(item) as unknown),
  );
  const kept = items.filter((item) => item !== '');
  if (kept.length === 0 && field.required) return 'absent';
  const { minItems, maxItems } = field;
  if (minItems !== undefined && kept.length < minItems) return { error: words.more(minItems) };
  if (maxItems !== undefined && kept.length > maxItems) return { error: words.fewer(maxItems) };
  return { value: kept };
}

function readJson(written: string): Outcome {
  if (written === '') return 'absent';
  try {
    return { value: JSON.parse(written) as unknown };
  } catch {
    return { error: words.json };
  }
}
