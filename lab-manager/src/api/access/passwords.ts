import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { formatPhc, parsePhc, type Argon2Hash } from './phc.ts';
import { Slots } from './slots.ts';

const derive = promisify(argon2);

export interface PasswordCost {
  memoryKib: number;
  passes: number;
  lanes: number;
}

/** Argon2id above the usual minimum, since people rarely sign in and a stolen file is guessed at for years. */
const productCost: PasswordCost = { memoryKib: 64 * 1024, passes: 3, lanes: 1 };

/** Hashes and checks passwords; never two more at a time, so that sign-ins can't take the machine's memory. */
export class Passwords {
  readonly #cost: PasswordCost;
  readonly #slots = new Slots(2);
  /** Of nobody: checked for unknown users, so that the answer takes as long. */
  readonly #nobody: Argon2Hash;

  constructor(cost: PasswordCost = productCost) {
    this.#cost = cost;
    this.#nobody = { ...cost, salt: randomBytes(16), hash: randomBytes(32) };
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const hash = await this.#derive(password, { ...this.#cost, salt, hash: Buffer.alloc(32) });
    return formatPhc({ ...this.#cost, salt, hash });
  }

  /** `stored` is undefined for an unknown user: takes the time and says no. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const known = stored === undefined ? undefined : parsePhc(stored);
    const against = known ?? this.#nobody;
    const derived = await this.#derive(password, against);
    return timingSafeEqual(derived, against.hash) && known !== undefined;
  }

  /** True for a hash made with other parameters than today's. */
  outdated(stored: string): boolean {
    const known = parsePhc(stored);
    const { memoryKib, passes, lanes } = this.#cost;
    return known?.memoryKib !== memoryKib || known.passes !== passes || known.lanes !== lanes;
  }

  #derive(password: string, like: Argon2Hash): Promise<Buffer> {
    return this.#slots.run(() =>
      derive('argon2id', {
        // The same characters typed on another keyboard may be composed differently.
        message: password.normalize('NFKC'),
        nonce: like.salt,
        parallelism: like.lanes,
        tagLength: like.hash.length,
        memory: like.memoryKib,
        passes: like.passes,
      }),
    );
  }
}
