import { escapeGlob } from '../glob.ts';
import type { OutwardLink } from '../model/export.ts';

/** What a line of the list can't hold. */
const unlisted = /[\t\n]/;

/** Whether the list can tell of it. */
export const canBeListed = ({ path, target }: OutwardLink): boolean =>
  !unlisted.test(path) && !unlisted.test(target);

/** A line each, its fields between tabs: what a shell's `read` takes apart. */
export function outwardLinksText(links: readonly OutwardLink[]): string {
  return links.map(({ archive, path, target }) => `${archive}\t${path}\t${target}\n`).join('');
}

/** Undefined for what is no such list. */
export function parseOutwardLinks(text: string): OutwardLink[] | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '') return undefined;
  const links = lines
    .map((line) => line.split('\t'))
    .map(([archive, path, target, more]) => {
      const whole = archive && path && target && more === undefined && isBelow(path);
      return whole ? { archive, path, target } : undefined;
    });
  return links.every((link) => link !== undefined) ? links : undefined;
}

const isBelow = (path: string): boolean =>
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));

/** Patterns of tar (wildcards, anchored). */
export interface Exclusion {
  /** Lines of `--exclude-from`, of bytes, one character each (latin1). */
  lines: readonly string[];
  /** Values of `--exclude`: a name that has an end of line in it can't lie in a list of lines. */
  values: readonly string[];
}

/**
 * What means these paths below a folder, and no others. Names are of bytes, one character each (latin1). Of a line tar takes
 * spaces at its end away, unless they stand in brackets.
 */
export function exclusionOf(paths: readonly string[]): Exclusion {
  const lines: string[] = [];
  const values: string[] = [];
  for (const path of paths) {
    const pattern = `./${escapeGlob(path)}`;
    const value = path.includes('\n') ? asArgument(pattern) : undefined;
    if (value === undefined)
      lines.push(pattern.replaceAll('\n', onlyInRange).replace(/[ \t\v\f\r]$/, '[$&]'));
    else values.push(value);
  }
  return { lines, values };
}

/** The narrowest that a line can say: besides an end of line it means a tab, horizontal or vertical. */
const onlyInRange = '[\t-\v]';

/** Arguments are text: undefined for bytes that are none. */
function asArgument(bytes: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}
