import { randomInt } from 'node:crypto';
import type { User } from '../../core/model/user.ts';
import type { Clock, Store, StoredToken } from '../../core/ports.ts';
import { sha256 } from '../../core/sha256.ts';
import { sameHash } from './secrets.ts';
import { unlessStoreFails } from './unless-store-fails.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const form = /^lab_pat_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})$/;
const dayMs = 24 * 60 * 60_000;
const touchEveryMs = 60_000;

/** API tokens `lab_pat_<id>_<secret>`: shown once, kept as a hash, sent as Bearer only. */
export class TokenBook {
  readonly #store: Pick<Store, 'tokens' | 'users'>;
  readonly #clock: Clock;

  constructor(store: Pick<Store, 'tokens' | 'users'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  make(userId: string, name: string, days: number): { token: string; stored: StoredToken } {
    const id = base62(12);
    // 43 characters of 62 are a little more than 256 bits.
    const secret = base62(43);
    const now = this.#clock.now();
    const stored: StoredToken = {
      id,
      hash: sha256(secret),
      userId,
      name,
      createdAt: now,
      expiresAt: now + days * dayMs,
      lastUsedAt: undefined,
    };
    this.#store.tokens.add(stored);
    return { token: `lab_pat_${id}_${secret}`, stored };
  }

  /** `firstUse` when nobody used it before. */
  find(token: string): { token: StoredToken; user: User; firstUse: boolean } | undefined {
    const [, id, secret] = form.exec(token) ?? [];
    if (id === undefined || secret === undefined) return undefined;
    const live = this.byId(id);
    if (live === undefined || !sameHash(live.token.hash, sha256(secret))) return undefined;
    return { ...live, firstUse: this.#touch(live.token) };
  }

  byId(id: string): { token: StoredToken; user: User } | undefined {
    const token = this.#store.tokens.get(id);
    if (token === undefined || this.#clock.now() >= token.expiresAt) return undefined;
    const user = this.#store.users.byId(token.userId);
    return user === undefined || user.disabled ? undefined : { token, user };
  }

  #touch(token: StoredToken): boolean {
    const now = this.#clock.now();
    const firstUse = token.lastUsedAt === undefined;
    if (firstUse || now - (token.lastUsedAt ?? 0) >= touchEveryMs) {
      unlessStoreFails(() => {
        this.#store.tokens.touch(token.id, now);
      });
    }
    return firstUse;
  }
}

function base62(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
