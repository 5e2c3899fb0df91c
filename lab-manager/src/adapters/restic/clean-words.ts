import type { RepositoryAccess } from '../../core/ports/backups.ts';

export type Clean = (text: string) => string;

/** What is shorter is found in words that say nothing of it. */
const shortest = 6;
const hidden = '•••';
const user = 'RESTIC_REST_USERNAME';
const password = 'RESTIC_REST_PASSWORD';

/**
 * Takes out of a text what must not be told of these repositories, since a server may repeat in an error what it was sent: as
 * it is, encoded for an address or for JSON, and as base64 of anything that it is part of, such as a login.
 */
export function cleanWords(accesses: readonly (RepositoryAccess | undefined)[]): Clean {
  const secrets = accesses.flatMap((access) => secretsOf(access?.credentials ?? {}));
  const patterns = [...new Set(secrets)]
    .filter((secret) => secret.length >= shortest)
    // One may be part of another, of which nothing should be left over.
    .sort((one, other) => other.length - one.length)
    .flatMap((secret) => [...inBase64(secret), written(secret)]);
  if (patterns.length === 0) return (text) => text;
  const any = new RegExp(patterns.join('|'), 'g');
  return (text) => text.replace(any, hidden);
}

/** The name of a user is none: folders are called the same, and would be told by a wrong name. */
function secretsOf(credentials: Readonly<Record<string, string>>): readonly string[] {
  const values = Object.entries(credentials).flatMap(([name, value]) => (name === user ? [] : [value]));
  const secret = credentials[password];
  return secret === undefined ? values : [...values, `${credentials[user] ?? ''}:${secret}`];
}

/** Each character as it is, or in whichever way an address or JSON may hold it. */
const written = (secret: string): string =>
  [...secret].map((character) => `(?:${formsOf(character).join('|')})`).join('');

function formsOf(character: string): readonly string[] {
  const percent = [...Buffer.from(character)].map((byte) => `%${eitherCase(hex(byte, 2))}`).join('');
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const json = units.map((unit) => `\\\\u${eitherCase(hex(unit, 4))}`).join('');
  const others = { ' ': ['\\+'], '"': ['\\\\"'], '\\': ['\\\\\\\\'] }[character] ?? [];
  return [...others, literal(character), percent, json];
}

/**
 * What its base64 has in common wherever it begins: three bytes make four characters, so there are three of them, and those at
 * both ends depend on what stands beside it.
 */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    const inAddress = (character: string): string =>
      ({ '+': '(?:\\+|-|%2[Bb])', '/': '(?:/|_|%2[Ff])' })[character] ?? character;
    return [...own].map(inAddress).join('');
  });
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

const eitherCase = (digits: string): string =>
  digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
