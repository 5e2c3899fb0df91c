import { ulid } from 'ulid';
import { LabError } from '../../core/model/lab-error.ts';
import type { StoredUser } from '../../core/ports.ts';
import { emailKey } from '../access/email-key.ts';
import { assertStrong } from '../access/password-strength.ts';
import { sha256 } from '../../core/sha256.ts';
import { sameHash } from '../access/secrets.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { openSession } from './session-handlers.ts';

export function claimHandlers(services: Services): Pick<Handlers, 'claimLab'> {
  const { deps, claims, passwords } = services;
  const { claim } = deps.store;
  return {
    claimLab: async ({ body, asker }) => {
      if (claim.claimedAt() !== undefined) throw done();
      claims.begin([asker.ip]);
      await assertToken(services, body.token);
      claims.giveBack(asker.ip);
      assertStrong(body.password, body);
      const at = deps.clock.now();
      const owner: StoredUser = {
        id: ulid(at),
        email: emailKey(body.email),
        name: body.name,
        role: 'owner',
        disabled: false,
        createdAt: at,
        passwordHash: await passwords.hash(body.password),
      };
      if (!claim.claim(owner, at)) throw done();
      await leaveMark(services);
      return { ...openSession(services, owner, asker.userAgent), actor: owner.id, target: owner.id };
    },
  };
}

async function assertToken({ deps }: Services, token: string): Promise<void> {
  const known = await deps.setupToken();
  const right = known !== undefined && sameHash(known.hash, sha256(token.trim()));
  if (right && deps.clock.now() < known.expiresAt) return;
  throw new LabError(
    'claim.token_invalid',
    right ? 'The set-up token has expired.' : 'The set-up token is not the one the installer printed.',
    { hint: 'On the server, ./install.sh --new-token prints a new one.' },
  );
}

/** The claim stands already: the mark only spares the installer a question. */
async function leaveMark({ deps }: Services): Promise<void> {
  try {
    await deps.onClaimed();
  } catch (error) {
    deps.log.error({ err: error }, 'the mark of the claim could not be written');
  }
}

function done(): LabError {
  return new LabError('claim.done', 'This lab has an owner already.', { hint: 'Sign in instead.' });
}
