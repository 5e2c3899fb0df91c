import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SetupToken } from '../../core/ports.ts';
import { writeAtomically } from './atomic-write.ts';
import { filesError, systemCode } from './files-error.ts';

/** What the installer left in the state directory, or undefined: no token, none that is whole. */
export async function readSetupToken(state: string): Promise<SetupToken | undefined> {
  const path = join(state, 'setup-token');
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('read', path, error);
  }
}

/** Tells the installer that the lab has an owner, and takes away the token that nobody needs any more. */
export async function markClaimed(state: string, at: number): Promise<void> {
  await writeAtomically(join(state, 'claimed'), `${new Date(at).toISOString()}\n`, { mode: 0o644 });
  await rm(join(state, 'setup-token'), { force: true });
}

function parse(text: string): SetupToken | undefined {
  try {
    const { hash, expires_at: expires } = JSON.parse(text) as { hash?: unknown; expires_at?: unknown };
    if (typeof hash !== 'string' || typeof expires !== 'string') return undefined;
    const expiresAt = Date.parse(expires);
    return Number.isNaN(expiresAt) ? undefined : { hash, expiresAt };
  } catch {
    return undefined;
  }
}
