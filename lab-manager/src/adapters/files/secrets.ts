import { randomBytes } from 'node:crypto';
import { chmod, chown } from 'node:fs/promises';
import { secretMode } from '../../core/desired/secrets.ts';
import type { DesiredSecret } from '../../core/model/desired-state.ts';
import { writeAtomically } from './atomic-write.ts';
import { filesError } from './files-error.ts';
import { textIfThere } from './text-if-there.ts';

/** A value once made is never replaced: the database behind it would lock its own users out. */
export async function createSecret(secret: DesiredSecret): Promise<void> {
  const existing = await readSecret(secret.path);
  if (existing === undefined) {
    await writeAtomically(secret.path, await newValue(secret), { mode: secretMode, owner: secret.owner });
    return;
  }
  try {
    await chown(secret.path, secret.owner.uid, secret.owner.gid);
    await chmod(secret.path, secretMode);
  } catch (error) {
    throw filesError('protect', secret.path, error);
  }
}

async function newValue(secret: DesiredSecret): Promise<string> {
  if (secret.copyOf === undefined) return randomBytes(24).toString('base64url');
  const original = await readSecret(secret.copyOf);
  if (original === undefined)
    throw filesError('copy', secret.copyOf, new Error('the secret it is a copy of does not exist yet'));
  return original;
}

async function readSecret(path: string): Promise<string | undefined> {
  const value = await textIfThere(path);
  return value === '' ? undefined : value;
}
