import type { Logger } from 'pino';
import type { AuditEntry, Clock, Store } from '../../core/ports.ts';
import { cap } from '../http/cap.ts';

export type AuditFact = Omit<AuditEntry, 'at'>;

/** Who did what. A row that can't be written is logged instead: signing in has to work when the disk is full. */
export class AuditLog {
  readonly #store: Pick<Store, 'audit'>;
  readonly #clock: Clock;
  readonly #log: Logger;

  constructor(store: Pick<Store, 'audit'>, clock: Clock, log: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  append(fact: AuditFact): void {
    const entry = {
      ...fact,
      at: this.#clock.now(),
      target: cap(fact.target, 200),
      detail: cap(fact.detail, 500),
    };
    try {
      this.#store.audit.append(entry);
    } catch (error) {
      this.#log.error({ err: error, audit: entry }, 'audit row not written');
    }
  }
}
