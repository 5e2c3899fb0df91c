import type { KnownRepository } from '../ports.ts';
import { readRecoveryCode } from './recovery-code.ts';

/** By what a repository was opened. */
export interface OpenedBy {
  /** Id of the key. */
  key: string;
  /** Ids of all keys that are there. */
  keys: readonly string[];
  /** What was typed; undefined: nothing was. */
  password: string | undefined;
}

/**
 * Whether it was opened by its recovery code while the lab knows of none that was typed back: whoever brings a lab back by it has it,
 * and has typed it. Of one that was made after the snapshot the lab knows nothing but that it is a code.
 */
export function provesCode(
  { key, code, newCode }: Pick<KnownRepository, 'key' | 'code' | 'newCode'>,
  opened: OpenedBy,
): boolean {
  const isThere = (one: { key: string } | undefined): boolean =>
    one !== undefined && opened.keys.includes(one.key);
  if (opened.key === key || isThere(code)) return false;
  if (isThere(newCode)) return opened.key === newCode?.key;
  return 'code' in readRecoveryCode(opened.password ?? '');
}
