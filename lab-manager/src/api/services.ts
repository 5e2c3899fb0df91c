import { Attempts } from './access/attempts.ts';
import { AuditLog } from './access/audit-log.ts';
import { Authenticator } from './access/authenticate.ts';
import { ProgramTokens } from './access/program-tokens.ts';
import { Passwords } from './access/passwords.ts';
import { SessionBook } from './access/session-book.ts';
import { TokenBook } from './access/token-book.ts';
import type { ApiDeps } from './deps.ts';
import { OneTimeCodes } from './sso/one-time-codes.ts';

/** What the handlers share; made once per start. */
export interface Services {
  deps: ApiDeps;
  audit: AuditLog;
  sessions: SessionBook;
  tokens: TokenBook;
  authenticator: Authenticator;
  passwords: Passwords;
  /** Of signing in, by account and by address. */
  signIns: Attempts;
  /** Of claiming, by address: 5 a minute. */
  claims: Attempts;
  codes: OneTimeCodes;
  startedAt: number;
}

export function createServices(deps: ApiDeps): Services {
  const monotonic = () => deps.clock.monotonic();
  const audit = new AuditLog(deps.store, deps.clock, deps.log);
  const sessions = new SessionBook(deps.store, deps.clock);
  const tokens = new TokenBook(deps.store, deps.clock);
  return {
    deps,
    audit,
    sessions,
    tokens,
    authenticator: new Authenticator(sessions, tokens, new ProgramTokens(deps.codelabToken), audit),
    passwords: new Passwords(deps.passwordCost),
    signIns: new Attempts(monotonic),
    claims: new Attempts(monotonic, 60_000),
    codes: new OneTimeCodes(monotonic),
    startedAt: deps.clock.now(),
  };
}
