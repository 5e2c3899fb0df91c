import { isMap, isScalar, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import { invalid, refuse, type Field, type Place } from './field.ts';
import { nearest } from '../nearest.ts';
import { shown } from '../shown.ts';

type Values<F> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A mapping with these keys and no others. `planned` keys are refused as what they are: not there yet. */
export function mapping<F extends Record<string, Field<unknown>>>(
  fields: F,
  planned: readonly string[] = [],
): Field<Values<F>> {
  const known = Object.keys(fields);
  return (place) => {
    const entries = readEntries(place);
    if (entries === invalid) return invalid;
    for (const { key, place: at } of entries.values())
      if (!known.includes(key)) at.report(unknownKey(key, known, planned), { line: at.line });
    return all(
      Object.entries(fields).map(([key, field]) => [
        key,
        field(entries.get(key)?.place ?? absent(place, key)),
      ]),
    ) as Values<F> | typeof invalid;
  };
}

/** A mapping with keys of the user's choice. `entry` reads one, its key included. */
export function record<T>(
  entry: (key: string, place: Place) => T | typeof invalid,
): Field<Record<string, T>> {
  return (place) => {
    const entries = readEntries(place);
    if (entries === invalid) return invalid;
    return all(
      [...entries].map(([key, { place: at }]): [string, T | typeof invalid] => [key, entry(key, at)]),
    );
  };
}

interface Entry {
  key: string;
  place: Place;
}

/** By key. Nothing written is an empty mapping, so that the defaults inside hold. */
function readEntries(place: Place): Map<string, Entry> | typeof invalid {
  const entries = new Map<string, Entry>();
  if (place.node === undefined) return entries;
  if (!isMap(place.node))
    return refuse(
      place,
      'has to hold keys and values',
      'Write lines of the form key: value, indented below it.',
    );
  for (const pair of (place.node as YAMLMap.Parsed).items) {
    const entry = readEntry(place, pair);
    if (entry === undefined) continue;
    if (entries.has(entry.key))
      entry.place.report({ message: 'is there twice', suggestion: 'Keep one of the two.' });
    else entries.set(entry.key, entry);
  }
  return entries;
}

function readEntry(
  place: Place,
  { key: keyNode, value }: Pair<ParsedNode, ParsedNode | null>,
): Entry | undefined {
  const line = place.lineOf(keyNode);
  if (!isScalar(keyNode) || keyNode.value === null) {
    place.report(
      { message: 'has a key that is not a word', suggestion: 'Write lines of the form key: value.' },
      { line },
    );
    return undefined;
  }
  const key = String(keyNode.value);
  const named = shown(key);
  const path = place.path === '' ? named : `${place.path}.${named}`;
  const node = value === null || (isScalar(value) && value.value === null) ? undefined : value;
  return { key, place: child(place, path, line, node) };
}

function absent(place: Place, key: string): Place {
  return child(place, place.path === '' ? key : `${place.path}.${key}`, place.line, undefined);
}

function child(place: Place, path: string, line: number, node: ParsedNode | undefined): Place {
  return {
    ...place,
    path,
    line,
    node,
    report: (problem, at) => {
      place.report(problem, { path, line, ...at });
    },
  };
}

function unknownKey(key: string, known: readonly string[], planned: readonly string[]) {
  if (planned.includes(key)) return { message: 'is not supported yet', suggestion: 'Take it out for now.' };
  const meant = nearest(key, known);
  return {
    message: 'is not a known key',
    suggestion: meant === undefined ? `Possible here: ${known.join(', ')}.` : `Did you mean ${meant}?`,
  };
}

function all<T>(
  entries: readonly (readonly [string, T | typeof invalid])[],
): Record<string, T> | typeof invalid {
  const values: [string, T][] = [];
  for (const [key, value] of entries) if (value !== invalid) values.push([key, value as T]);
  return values.length === entries.length ? Object.fromEntries(values) : invalid;
}
