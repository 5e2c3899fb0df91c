import type { IncomingHttpHeaders } from 'node:http';
import type { Requester } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { cookieValues } from '../http/cookies.ts';
import type { AuditLog } from './audit-log.ts';
import type { ProgramTokens } from './program-tokens.ts';
import type { Principal } from './principal.ts';
import type { SessionBook } from './session-book.ts';
import type { TokenBook } from './token-book.ts';

/** Where a request's credentials may stand. */
export interface CredentialPlace {
  cookie: string;
  /** `manager`, or the environment whose host the cookie is for. */
  audience: string;
}

export interface Asker {
  ip: string;
  requestId: string;
}

/** What a request proves about who sends it: nothing, somebody, or something that doesn't hold (any more). */
export class Authenticator {
  readonly #sessions: SessionBook;
  readonly #tokens: TokenBook;
  readonly #programs: ProgramTokens;
  readonly #audit: AuditLog;

  constructor(sessions: SessionBook, tokens: TokenBook, programs: ProgramTokens, audit: AuditLog) {
    this.#sessions = sessions;
    this.#tokens = tokens;
    this.#programs = programs;
    this.#audit = audit;
  }

  /** Undefined without credentials; throws when there are some and they don't hold. */
  principal(headers: IncomingHttpHeaders, place: CredentialPlace, asker: Asker): Principal | undefined {
    // A request with Authorization is a program's: cookies that happen to come along count for nothing.
    if (headers.authorization !== undefined) return this.#byToken(headers, asker);
    const secrets = cookieValues(headers.cookie, place.cookie);
    if (secrets.length === 0) return undefined;
    const live = this.#sessions.findAny(secrets, place.audience);
    if (live !== undefined) return { ...live, via: 'cookie', client: 'console' };
    throw new LabError('auth.session_expired', 'The session has ended.', { hint: 'Sign in again.' });
  }

  /**
   * As it is now: undefined when the session or token was revoked, has expired, or the user is disabled. A program proves
   * itself with each request and has nothing that could go on.
   */
  renew(principal: Principal): Principal | undefined {
    if (principal.via === 'program') return undefined;
    if (principal.via === 'token') {
      const live = this.#tokens.byId(principal.token.id);
      return live === undefined ? undefined : { ...principal, ...live };
    }
    const live = this.#sessions.byHash(principal.session.hash, principal.session.audience);
    return live === undefined ? undefined : { ...principal, ...live };
  }

  #byToken(headers: IncomingHttpHeaders, asker: Asker): Principal {
    const [, token] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const program = token === undefined ? undefined : this.#programs.find(token);
    if (program !== undefined) return { user: program, via: 'program', client: 'api' };
    const live = token === undefined ? undefined : this.#tokens.find(token);
    if (live === undefined) {
      throw new LabError('auth.required', 'The API token is not valid (any more).', {
        hint: 'Sign in again with `labctl login`, or make a new token in the console.',
      });
    }
    const client = clientOf(headers);
    if (live.firstUse) this.#auditFirstUse(live.user.id, live.token.id, client, asker);
    return { user: live.user, token: live.token, via: 'token', client };
  }

  #auditFirstUse(actor: string, target: string, via: Requester['via'], asker: Asker): void {
    this.#audit.append({ ...asker, actor, via, action: 'token.firstUse', target, result: 'ok', detail: '' });
  }
}

export function clientOf(headers: IncomingHttpHeaders): Requester['via'] {
  if (headers['sec-fetch-site'] !== undefined || headers.origin !== undefined) return 'console';
  return headers['user-agent']?.startsWith('labctl/') === true ? 'cli' : 'api';
}
