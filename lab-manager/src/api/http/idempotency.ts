import { LabError } from '../../core/model/lab-error.ts';
import type { Clock, IdempotentReplies, StoredReply } from '../../core/ports.ts';
import { sha256 } from '../../core/sha256.ts';
import { InTurn } from '../../in-turn.ts';
import { unlessStoreFails } from '../access/unless-store-fails.ts';

const keptMs = 24 * 60 * 60_000;

export interface KeyedRequest {
  actor: string;
  key: string;
  /** Method, path and body: the same key with another of these is refused. */
  content: string;
}

/** Same key and same request, same reply: whoever lost an answer on the way may ask again without doing it twice. */
export class Idempotency {
  readonly #replies: IdempotentReplies;
  readonly #clock: Clock;
  readonly #turns = new InTurn();

  constructor(replies: IdempotentReplies, clock: Clock) {
    this.#replies = replies;
    this.#clock = clock;
  }

  /** One at a time per key, so that a second request meets the first one's reply. Failures are not kept. */
  run(
    request: KeyedRequest,
    work: () => Promise<Omit<StoredReply, 'requestHash'>>,
  ): Promise<{ reply: Omit<StoredReply, 'requestHash'>; replayed: boolean }> {
    return this.#turns.of(`${request.actor} ${request.key}`, () => this.#runAlone(request, work));
  }

  async #runAlone(
    { actor, key, content }: KeyedRequest,
    work: () => Promise<Omit<StoredReply, 'requestHash'>>,
  ) {
    const now = this.#clock.now();
    const requestHash = sha256(content);
    this.#replies.prune(now - keptMs);
    const stored = this.#replies.get(actor, key);
    if (stored !== undefined && stored.requestHash !== requestHash) throw conflict();
    if (stored !== undefined) return { reply: stored, replayed: true };
    const reply = await work();
    unlessStoreFails(() => {
      this.#replies.put(actor, key, { ...reply, requestHash }, now);
    });
    return { reply, replayed: false };
  }
}

/** Undefined when none was sent. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || /^[\x21-\x7e]{1,128}$/.test(header)) return header;
  throw new LabError(
    'request.invalid',
    'The Idempotency-Key has to be 1 to 128 printable ASCII characters.',
    {
      hint: 'A random UUID will do.',
    },
  );
}

function conflict(): LabError {
  return new LabError('request.idempotency_conflict', 'This Idempotency-Key was used for another request.', {
    hint: 'Take a new key for a new request.',
  });
}
