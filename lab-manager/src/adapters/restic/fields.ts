import { jsonObject, parsedJson, type JsonObject } from '../../core/json.ts';

/** A message of restic: fields come and go between its versions, so each is asked for by name and type. */
export type Fields = JsonObject;

/** The object that a line holds; undefined for whatever else restic prints. */
export const fieldsOf = (line: string): Fields | undefined =>
  line.startsWith('{') ? jsonObject(parsedJson(line)) : undefined;

export const textOf = (fields: Fields | undefined, name: string): string | undefined => {
  const value = fields?.[name];
  return typeof value === 'string' ? value : undefined;
};

export const numberOf = (fields: Fields | undefined, name: string): number | undefined => {
  const value = fields?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};

/** Epoch milliseconds of a time as Go writes it, up to nanoseconds; undefined for none. */
export function timeOf(fields: Fields | undefined, name: string): number | undefined {
  const time = Date.parse(textOf(fields, name) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
