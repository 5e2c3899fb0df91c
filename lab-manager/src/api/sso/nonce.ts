import { sha256 } from '../../core/sha256.ts';
import { newSecret } from '../access/secrets.ts';
import { cookieValues, nonceCookie } from '../http/cookies.ts';

const form = /^[A-Za-z0-9_-]{43}$/;
export const nonceSeconds = 600;

/** The browser's own nonce where it has one: two tabs that sign in at once must not spoil each other's. */
export function nonceOf(cookieHeader: string | undefined): string {
  return cookieValues(cookieHeader, nonceCookie).find((value) => form.test(value)) ?? newSecret();
}

/** Addresses are kept in histories and logs: what stands there is only the nonce's hash. */
export function nonceHashes(cookieHeader: string | undefined): readonly string[] {
  return cookieValues(cookieHeader, nonceCookie)
    .filter((value) => form.test(value))
    .map(sha256);
}
