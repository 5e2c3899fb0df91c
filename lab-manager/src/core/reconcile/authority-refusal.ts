import type { DesiredCertificate } from '../model/desired-state.ts';
import type { ObservedAuthority, ObservedFiles } from '../model/observed-state.ts';

/** What it signs in its last days is refused by browsers almost at once. */
const leastLeftMs = 2 * 86_400_000;

const faults: Record<NonNullable<ObservedAuthority['fault']>, string> = {
  'no-key': 'its key is missing',
  'other-key': 'its key does not belong to its certificate',
  unreadable: 'its files can’t be read',
};

/**
 * Why the lab's certificate authority can issue nothing that a browser would take; undefined where it can, or where a new
 * one is made: a lab's first, or for another domain.
 */
export function authorityRefusal(
  { names }: DesiredCertificate,
  { authority }: Pick<ObservedFiles, 'authority'>,
  now: number,
): string | undefined {
  if (authority === undefined) return undefined;
  const { domain, fault, notAfter } = authority;
  if (domain !== undefined && !names.includes(domain)) return undefined;
  if (fault !== undefined) return faults[fault];
  if (notAfter <= now) return 'it has ended';
  return notAfter - now < leastLeftMs ? 'it ends within two days' : undefined;
}
