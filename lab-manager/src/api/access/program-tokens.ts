import { codelabProgram, type Program } from '../../core/model/user.ts';
import { sha256 } from '../../core/sha256.ts';
import { sameHash } from './secrets.ts';

/** As the lab writes its secrets: 24 random bytes. No token of a person's looks like it. */
const form = /^[A-Za-z0-9_-]{32}$/;

/** The codelab's token is the secret that was mounted into it: it is good as long as that file says so. */
export class ProgramTokens {
  readonly #codelabToken: () => string | undefined;

  constructor(codelabToken: () => string | undefined) {
    this.#codelabToken = codelabToken;
  }

  find(token: string): Program | undefined {
    if (!form.test(token)) return undefined;
    const codelab = this.#codelabToken();
    return codelab !== undefined && sameHash(sha256(codelab), sha256(token)) ? codelabProgram : undefined;
  }
}
