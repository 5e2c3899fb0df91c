import { sha256 } from '../../core/sha256.ts';
import { newSecret } from '../access/secrets.ts';

/** What a code stands for: one person's way into one environment's host, in the one browser that asked. */
export interface CodeGrant {
  environment: string;
  /** SHA-256 of the nonce in the cookie on the environment's host. */
  nonceHash: string;
  /** Hash of the manager session it was made from. */
  session: string;
  /** Where to go on that host afterwards. */
  path: string;
}

const lifetimeMs = 30_000;
const maxCodes = 1000;

/**
 * Codes that carry a sign-in from the console's host to an environment's: they live half a minute and work once. In
 * memory, since a restart only sends the browser round again. Timed by a clock that nobody can set.
 */
export class OneTimeCodes {
  readonly #grants = new Map<string, CodeGrant & { until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(grant: CodeGrant): string {
    this.#forget();
    const code = newSecret();
    this.#grants.set(sha256(code), { ...grant, until: this.#now() + lifetimeMs });
    return code;
  }

  /** Undefined when unknown, used, too old, or made for another host or browser; whatever it was, it is used up. */
  redeem(code: string, environment: string, nonceHash: string): CodeGrant | undefined {
    const key = sha256(code);
    const grant = this.#grants.get(key);
    this.#grants.delete(key);
    if (grant === undefined || this.#now() > grant.until) return undefined;
    return grant.environment === environment && grant.nonceHash === nonceHash ? grant : undefined;
  }

  /** Oldest first: what is too old, and what is too much. */
  #forget(): void {
    for (const [key, { until }] of this.#grants) {
      if (this.#now() <= until && this.#grants.size < maxCodes) return;
      this.#grants.delete(key);
    }
  }
}
