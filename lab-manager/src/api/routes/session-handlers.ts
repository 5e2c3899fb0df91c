import type { UserReply, WhoAmIReply } from '../../contract/index.ts';
import { permissionsOf } from '../../core/access/permissions.ts';
import type { User } from '../../core/model/user.ts';
import type { Person, Principal } from '../access/principal.ts';
import { proveByPassword } from '../access/prove-by-password.ts';
import { absoluteMs } from '../access/session-book.ts';
import type { askerOf } from '../http/asker.ts';
import { clearCookie, sessionCookie, setCookie } from '../http/cookies.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { time } from './time.ts';

type Names = 'signIn' | 'whoAmI' | 'signOut';

export function sessionHandlers(services: Services): Pick<Handlers, Names> {
  const { sessions, deps } = services;
  return {
    signIn: ({ body, caller, asker }) => signIn(services, body, caller, asker),
    whoAmI: ({ caller }) => ({ body: whoAmI(services, caller) }),
    signOut: ({ caller }) => {
      if (caller.via === 'cookie') sessions.close(caller.session.hash);
      else deps.store.tokens.remove(caller.token.id);
      return { cookies: [clearCookie(sessionCookie)], target: caller.user.id };
    },
  };
}

/** By whichever door. A new session each time, so that one planted beforehand is worth nothing. */
export async function signIn(
  services: Services,
  given: { email: string; password: string },
  caller: Principal | undefined,
  asker: ReturnType<typeof askerOf>,
) {
  const user = await proveByPassword(services, given, asker);
  if (caller?.via === 'cookie') services.sessions.close(caller.session.hash);
  return { ...openSession(services, user, asker.userAgent), actor: user.id, target: user.id };
}

export function openSession(services: Services, user: User, userAgent: string) {
  const { secret, session } = services.sessions.open(user.id, userAgent);
  const body = whoAmI(services, { user, via: 'cookie', client: 'console', session });
  return { body, cookies: [setCookie(sessionCookie, secret, absoluteMs / 1000)] };
}

function whoAmI({ sessions }: Services, caller: Person): WhoAmIReply {
  const endsAt = caller.via === 'cookie' ? sessions.endsAt(caller.session) : caller.token.expiresAt;
  return {
    user: userReply(caller.user),
    permissions: [...permissionsOf(caller.user.role)],
    via: caller.via,
    expiresAt: time(endsAt),
  };
}

function userReply({ id, email, name, role }: User): UserReply {
  return { id, email, name, role };
}
