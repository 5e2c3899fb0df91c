import { posix } from 'node:path';
import { asidePatterns } from '../desired/aside-names.ts';
import { escapeGlob } from '../glob.ts';
import type { LocationObjection } from './location.ts';

/** What is against a pattern of files that no snapshot needs; undefined: nothing. */
export function leaveOutObjection(pattern: string): LocationObjection | undefined {
  const suggestion =
    'Write a pattern of names below the folders of data, for example "*.tmp" or scratch/cache.';
  if (pattern.trim() === '') return { message: 'is empty', suggestion };
  if (pattern.length > 300) return { message: 'is longer than 300 characters', suggestion };
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(pattern) || !pattern.isWellFormed())
    return { message: 'has characters that do not print', suggestion };
  if (pattern.startsWith('!'))
    return { message: 'begins with !, which would take files in again', suggestion };
  const parts = pattern.split('/');
  if (parts.includes('..') || pattern.startsWith('/'))
    return { message: 'leads out of the folders of data', suggestion };
  if (anyDepths(parts) > mostAnyDepths)
    return { message: `has ** more than ${mostAnyDepths} times`, suggestion };
  if (!isReadable(pattern))
    return {
      message:
        'is no pattern: each [ needs its ], each - between them a character on both sides, each \\ one behind it',
      suggestion,
    };
  if (parts.every((part) => /^[*?.]*$/.test(part))) return { message: 'leaves everything out', suggestion };
  return undefined;
}

/** In brackets a - stands between two characters, and as one of its own behind a \ alone. */
const classCharacter = String.raw`(?:\\.|[^\]\\-])`;
const readable = new RegExp(
  String.raw`^(?:\\.|\[(?:\^|(?!\^))(?:${classCharacter}(?:-${classCharacter})?)+\]|[^[\\])*$`,
  'u',
);

/** What the engine of backups can't read, it would fail on in the night. */
const isReadable = (pattern: string): boolean => pattern.split('/').every((part) => readable.test(part));

/**
 * The patterns as the engine takes them, at any depth of these folders (absolute) and nowhere else: one such as `*.sql`
 * must not keep the databases' dumps out, which lie elsewhere.
 */
export function anchored(patterns: readonly string[], folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    patterns
      .flatMap((pattern) => variants(posix.normalize(pattern).replace(/\/+$/, '').split('/')))
      .map((pattern) => posix.join(escapeGlob(folder), '**', pattern)),
  );
}

const mostAnyDepths = 3;
const anyDepths = (parts: readonly string[]): number => parts.filter((part) => part === '**').length;

/** To the engine a second ** is one folder at least: each is written with and without it, and none at the ends. */
function variants(parts: readonly string[]): readonly string[] {
  const named = parts.findIndex((part) => part !== '**');
  const last = parts.findLastIndex((part) => part !== '**');
  return parts
    .slice(named, last + 1)
    .reduce<readonly string[][]>(
      (all, part) => all.flatMap((one) => [...(part === '**' ? [one] : []), [...one, part]]),
      [[]],
    )
    .map((one) => one.join('/'));
}

/** What jobs put aside within these folders (absolute), where those are mounts of their own: it is of no snapshot. */
export function asidesWithin(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => asidePatterns.map((pattern) => posix.join(escapeGlob(folder), pattern)));
}
