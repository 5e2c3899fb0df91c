import { randomBytes } from 'node:crypto';

/** Without those that are taken for others when they are read from paper: I, L, O, U. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 10;
const perGroup = 5;

/** A password of 256 random bits. */
export const newPassword = (): string => randomBytes(32).toString('base64url');

/** 250 random bits, in a form that a person can write off paper: `7KQ3F-…`. */
export function newRecoveryCode(): string {
  const all = [...randomBytes(groups * perGroup)].map((byte) => digits.charAt(byte % digits.length));
  return Array.from({ length: groups }, (_, index) =>
    all.slice(index * perGroup, (index + 1) * perGroup).join(''),
  ).join('-');
}

/** As it was printed, however it was typed: with or without dashes, in small letters, O for 0 and I or L for 1. */
export function typedRecoveryCode(typed: string): string {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return plain.match(new RegExp(`.{1,${perGroup}}`, 'g'))?.join('-') ?? '';
}
