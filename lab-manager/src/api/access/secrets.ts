import { randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits, in characters that need no escaping anywhere. Only its SHA-256 is kept: a fast hash will do, as nobody guesses 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Takes as long whatever the difference is. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === 32 && a.length === b.length && timingSafeEqual(a, b);
}
