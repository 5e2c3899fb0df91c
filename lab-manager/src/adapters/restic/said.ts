import { jsonObject } from '../../core/json.ts';
import type { Clean } from './clean-words.ts';
import { fieldsOf, numberOf, textOf } from './fields.ts';

/** Something restic said on its second channel. */
export interface Said {
  text: string;
  /** The file, or other thing, it is about. */
  item: string | undefined;
  /** `error` is told of one thing, `exit` ends it all; `text` is anything else: warnings, what ssh said, what is tried again. */
  kind: 'error' | 'exit' | 'text';
}

const longestText = 2_000;

/** What a line of its second channel says; undefined for nothing. Cleaned first: half of what is cut would be known no more. */
export function said(line: string, clean: Clean = (text) => text): Said | undefined {
  const trimmed = line.trim();
  if (trimmed === '') return undefined;
  const fields = fieldsOf(trimmed);
  const type = textOf(fields, 'message_type');
  if (type === 'exit_error') {
    const text = textOf(fields, 'message') ?? `exit status ${numberOf(fields, 'code') ?? '?'}`;
    return { text: cut(clean(text)), item: undefined, kind: 'exit' };
  }
  if (type === 'error') {
    const text = textOf(jsonObject(fields?.['error']), 'message') ?? textOf(fields, 'message') ?? 'an error';
    const item = textOf(fields, 'item');
    return { text: cut(clean(text)), item: item === undefined ? undefined : clean(item), kind: 'error' };
  }
  return { text: cut(clean(trimmed)), item: undefined, kind: 'text' };
}

const cut = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)} …` : text);

/** The first and the last that was said: a failing disk would fill any memory. */
export class BoundedSaid {
  private readonly first: Said[] = [];
  private readonly last: Said[] = [];
  private readonly firstOnes: number;
  private readonly lastOnes: number;

  constructor(firstOnes = 50, lastOnes = 100) {
    this.firstOnes = firstOnes;
    this.lastOnes = lastOnes;
  }

  add(it: Said): void {
    if (this.first.length < this.firstOnes) {
      this.first.push(it);
      return;
    }
    this.last.push(it);
    if (this.last.length > this.lastOnes) this.last.shift();
  }

  all(): readonly Said[] {
    return [...this.first, ...this.last];
  }
}
