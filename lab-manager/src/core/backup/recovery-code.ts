import { enumerate } from '../enumerate.ts';

/** Crockford's: without letters that look like digits or like each other. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 8;
const inGroup = 4;

/** Random bytes that a code is made of: 160 bits. */
export const recoveryCodeBytes = (groups * inGroup * 5) / 8;

/**
 * A code that opens a repository, as it is printed and as it is the password: eight groups of five, `4K7QZ-…`. The fifth of
 * each checks the other four and their place, so that a typing error is found where it is.
 */
export function makeRecoveryCode(random: Uint8Array): string {
  if (random.length !== recoveryCodeBytes)
    throw new Error(`a code is made of ${recoveryCodeBytes} random bytes`);
  const values = fiveBits(random);
  return Array.from({ length: groups }, (_, group) => {
    const four = values.slice(group * inGroup, (group + 1) * inGroup);
    return [...four, checkOf(four, group)].map((value) => alphabet[value] ?? '').join('');
  }).join('-');
}

export type ReadRecoveryCode =
  /** As it was printed. */
  | { code: string }
  /** `groups`: those that are mistyped, from 1; none where only the length is wrong. A sentence, which repeats nothing of it. */
  | { groups: readonly number[]; message: string };

/** What a person typed, with what is easily confused put right: case, spaces, dashes, o for 0, i and l for 1. */
export function readRecoveryCode(typed: string): ReadRecoveryCode {
  const letters = plain(typed);
  const size = inGroup + 1;
  if (letters.length !== groups * size) return wrongLength(typed, letters.length);
  const read = Array.from({ length: groups }, (_, group) => letters.slice(group * size, (group + 1) * size));
  const wrong = read.flatMap((text, group) => (isRight(text, group) ? [] : [group + 1]));
  return wrong.length === 0 ? { code: read.join('-') } : { groups: wrong, message: mistyped(wrong) };
}

const plain = (typed: string): string =>
  typed
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}_.,]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');

function isRight(text: string, group: number): boolean {
  const values = [...text].map((letter) => alphabet.indexOf(letter));
  return !values.includes(-1) && checkOf(values.slice(0, inGroup), group) === values[inGroup];
}

function wrongLength(typed: string, length: number): ReadRecoveryCode {
  const size = inGroup + 1;
  const written = typed
    .trim()
    .split(/[\s\p{Pd}_.,]+/u)
    .filter((one) => one !== '');
  const message = `A recovery code has ${groups * size} letters and digits in ${groups} groups of ${size}; there are ${length}.`;
  const odd =
    written.length === groups
      ? written.flatMap((one, group) => (one.length === size ? [] : [group + 1]))
      : [];
  return { groups: odd, message: odd.length === 0 ? message : `${message} ${mistyped(odd)}` };
}

function mistyped(wrong: readonly number[]): string {
  const [only] = wrong;
  if (wrong.length === 1 && only !== undefined) return `Group ${only} is mistyped.`;
  return `Groups ${enumerate(wrong.map(String))} are mistyped.`;
}

/**
 * In the field of 32 elements: every single wrong letter and every two that changed places give another one, which sums modulo
 * 32 don't.
 */
function checkOf(values: readonly number[], group: number): number {
  return values.reduce((check, value) => twice(check ^ value), 0) ^ group;
}

/** Modulo x⁵ + x² + 1. */
const twice = (value: number): number => (value & 16 ? (value << 1) ^ 0b100101 : value << 1);

function fiveBits(bytes: Uint8Array): readonly number[] {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => Number.parseInt(five, 2));
}
