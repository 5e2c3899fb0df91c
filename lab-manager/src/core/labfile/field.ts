import type { ParsedNode } from 'yaml';
import type { ErrorDetail } from '../model/lab-error.ts';
import type { YamlTree } from './yaml-tree.ts';

/** A place in the file: where a value is, or would be. */
export interface Place {
  /** Undefined: nothing is written there (`key:` counts as nothing). */
  node: ParsedNode | undefined;
  path: string;
  line: number;
  lineOf: YamlTree['lineOf'];
  /** Whether the lab bears this name already. */
  isOldName?: ((name: string) => boolean) | undefined;
  report(problem: Pick<ErrorDetail, 'message' | 'suggestion'>, at?: { path?: string; line?: number }): void;
}

/** Answered after the problems were reported, so that reading goes on and finds the rest. */
export const invalid = Symbol('invalid');

/** Reads one value, with its default and its rules. */
export type Field<T> = (place: Place) => T | typeof invalid;

export function refuse(place: Place, message: string, suggestion?: string): typeof invalid {
  place.report(suggestion === undefined ? { message } : { message, suggestion });
  return invalid;
}

/** What somebody wrote, for messages: short and on one line. */
export function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 57)}…` : line}"`;
}
