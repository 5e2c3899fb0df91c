import { LabError } from '../../core/model/lab-error.ts';
import type { StoredUser } from '../../core/ports.ts';
import type { Services } from '../services.ts';
import { emailKey } from './email-key.ts';
import { sha256 } from '../../core/sha256.ts';

/** Throws `auth.wrong_credentials`, whether the user is unknown, disabled or the password wrong: all take as long. */
export async function proveByPassword(
  { deps, passwords, signIns }: Services,
  given: { email: string; password: string },
  asker: { ip: string },
): Promise<StoredUser> {
  const email = emailKey(given.email);
  const account = `account:${sha256(email)}`;
  const address = `address:${asker.ip}`;
  signIns.begin([account, address]);
  const user = deps.store.users.byEmail(email);
  const right = await passwords.verify(given.password, user?.passwordHash);
  if (!right || user === undefined || user.disabled) throw wrongCredentials();
  signIns.clear(account);
  signIns.giveBack(address);
  if (!passwords.outdated(user.passwordHash)) return user;
  // Today's parameters differ from those of the hash: now is the one moment at which the password is known.
  deps.store.users.setPasswordHash(user.id, await passwords.hash(given.password));
  return user;
}

function wrongCredentials(): LabError {
  return new LabError('auth.wrong_credentials', 'The address or the password is wrong.', {
    hint: 'Check both; capital letters count in the password.',
  });
}
