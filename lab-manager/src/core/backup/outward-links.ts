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

/** A pattern of `tar --exclude-from` (wildcards, anchored) that means this path below the folder and no other of its kind. */
export function excludePattern(path: string): string {
  // The list has a pattern a line: `?` stands for a character that would end it.
  return `./${path.replace(/[\\*?[\]]/g, '\\$&').replaceAll('\n', '?')}`;
}
