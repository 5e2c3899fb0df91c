import type { NewTokenReply } from '../../contract/index.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { StoredToken } from '../../core/ports.ts';
import { proveByPassword } from '../access/prove-by-password.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { time, timeOrNull } from './time.ts';

type Names = 'login' | 'listTokens' | 'newToken' | 'revokeToken';

export function tokenHandlers(services: Services): Pick<Handlers, Names> {
  const { tokens, deps } = services;
  const make = (userId: string, name: string, days: number): { body: NewTokenReply; target: string } => {
    const { token, stored } = tokens.make(userId, name, days);
    return { body: { ...tokenReply(stored), token }, target: stored.id };
  };
  return {
    login: async ({ body, asker }) => {
      const user = await proveByPassword(services, body, asker);
      return { ...make(user.id, body.tokenName, body.days), actor: user.id };
    },
    listTokens: ({ caller }) => ({
      body: { items: deps.store.tokens.ofUser(caller.user.id).map(tokenReply) },
    }),
    newToken: ({ body, caller }) => {
      if (caller.via === 'token') throw notByToken();
      return make(caller.user.id, body.name, body.days);
    },
    revokeToken: ({ params, caller }) => {
      // Somebody else's is answered like one that isn't there: ids are nobody's business.
      if (deps.store.tokens.get(params.id)?.userId !== caller.user.id) throw notFound(params.id);
      deps.store.tokens.remove(params.id);
      return {};
    },
  };
}

function tokenReply(token: StoredToken) {
  const { id, name, createdAt, expiresAt, lastUsedAt } = token;
  return {
    id,
    name,
    createdAt: time(createdAt),
    expiresAt: time(expiresAt),
    lastUsedAt: timeOrNull(lastUsedAt),
  };
}

/** Otherwise a stolen token could prolong itself for ever. */
function notByToken(): LabError {
  return new LabError('auth.forbidden', 'A token can’t make tokens.', {
    hint: 'Use `labctl login`, or make it in the console.',
  });
}

function notFound(id: string): LabError {
  return new LabError('token.not_found', `You have no API token ${id}.`, {
    hint: 'List them: GET /api/v1/tokens, or the console.',
  });
}
