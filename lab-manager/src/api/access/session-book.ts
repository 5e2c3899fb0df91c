import type { User } from '../../core/model/user.ts';
import type { Clock, StoredSession, Store } from '../../core/ports.ts';
import { cap } from '../http/cap.ts';
import { unlessStoreFails } from './unless-store-fails.ts';
import { sha256 } from '../../core/sha256.ts';
import { newSecret } from './secrets.ts';

const minute = 60_000;
export const idleMs = 12 * 60 * minute;
export const absoluteMs = 7 * 24 * 60 * minute;
/** Each touch is a committed write: being exact to some minutes is enough for hours. */
const touchEveryMs = 5 * minute;

export interface LiveSession {
  session: StoredSession;
  user: User;
}

/** Opaque sessions: the browser holds 256 random bits, the store their hash. */
export class SessionBook {
  readonly #store: Pick<Store, 'sessions' | 'users'>;
  readonly #clock: Clock;

  constructor(store: Pick<Store, 'sessions' | 'users'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Answers the secret for the cookie. */
  open(userId: string, userAgent: string): { secret: string; session: StoredSession } {
    return this.#add({ userId, audience: 'manager', parent: undefined, userAgent }, absoluteMs);
  }

  /** For an environment's host; it ends with the session it comes from. */
  openChild(parent: StoredSession, environment: string): { secret: string; session: StoredSession } {
    const { userId, userAgent, hash, expiresAt } = parent;
    const leftMs = expiresAt - this.#clock.now();
    return this.#add({ userId, audience: environment, parent: hash, userAgent }, leftMs);
  }

  /** Undefined when unknown, expired, of another audience, or its user is disabled. */
  find(secret: string, audience: string): LiveSession | undefined {
    const live = this.byHash(sha256(secret), audience);
    if (live !== undefined) this.#touch(live.session);
    return live;
  }

  /** A sibling host may have planted others beside ours. */
  findAny(secrets: readonly string[], audience: string): LiveSession | undefined {
    for (const secret of secrets) {
      const live = this.find(secret, audience);
      if (live !== undefined) return live;
    }
    return undefined;
  }

  byHash(hash: string, audience: string): LiveSession | undefined {
    const session = this.#store.sessions.get(hash);
    if (session?.audience !== audience || this.#over(session)) return undefined;
    if (session.parent !== undefined && this.byHash(session.parent, 'manager') === undefined)
      return undefined;
    const user = this.#store.users.byId(session.userId);
    return user === undefined || user.disabled ? undefined : { session, user };
  }

  /** When it ends unless used before. */
  endsAt(session: StoredSession): number {
    return Math.min(session.expiresAt, session.lastSeenAt + idleMs);
  }

  close(hash: string): void {
    this.#store.sessions.remove(hash);
  }

  #add(about: Pick<StoredSession, 'userId' | 'audience' | 'parent' | 'userAgent'>, lifetimeMs: number) {
    const secret = newSecret();
    const now = this.#clock.now();
    const session: StoredSession = {
      ...about,
      userAgent: cap(about.userAgent, 200),
      hash: sha256(secret),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + lifetimeMs,
    };
    this.#store.sessions.removeExpired(now);
    this.#store.sessions.add(session);
    return { secret, session };
  }

  #over(session: StoredSession): boolean {
    return this.#clock.now() >= this.endsAt(session);
  }

  /** Work on an environment's host is work: it keeps the session it came from alive too. */
  #touch(session: StoredSession): void {
    const now = this.#clock.now();
    if (now - session.lastSeenAt < touchEveryMs) return;
    unlessStoreFails(() => {
      this.#store.sessions.touch(session.hash, now);
      if (session.parent !== undefined) this.#store.sessions.touch(session.parent, now);
    });
  }
}
