import type { Request } from 'express';
import { LabError } from '../../core/model/lab-error.ts';
import type { AuditLog } from '../access/audit-log.ts';
import { clientOf, type Asker } from '../access/authenticate.ts';
import type { Principal } from '../access/principal.ts';

/**
 * One audit row for each mutation, whatever comes of it. Refusals of nobody in particular are left to the request log,
 * unless they reached a handler (a failed sign-in, a wrong set-up token): anybody could fill the table otherwise.
 */
export class Trail {
  caller: Principal | undefined;
  reachedHandler = false;
  #written = false;
  readonly #audit: AuditLog;
  readonly #action: string;
  readonly #asker: Asker;
  readonly #request: Request;

  constructor(audit: AuditLog, action: string, asker: Asker, request: Request) {
    this.#audit = audit;
    this.#action = action;
    this.#asker = asker;
    this.#request = request;
  }

  ok(about: { actor?: string; target?: string }): void {
    this.#append('ok', about.target ?? this.#target(), '', about.actor);
  }

  failed(error: unknown): void {
    if (this.caller === undefined && !this.reachedHandler) return;
    const code = error instanceof LabError ? error.code : 'internal';
    if (code === 'auth.too_many_attempts') return;
    this.#append(
      /^(auth|claim|request|user|token)\./.test(code) ? 'refused' : 'failed',
      this.#target(),
      code,
    );
  }

  #append(result: 'ok' | 'refused' | 'failed', target: string, detail: string, actor?: string): void {
    if (this.#written) return;
    this.#written = true;
    this.#audit.append({
      actor: this.caller?.user.id ?? actor ?? 'anonymous',
      via: this.caller?.client ?? clientOf(this.#request.headers),
      ip: this.#asker.ip,
      requestId: this.#asker.requestId,
      action: this.#action,
      target,
      result,
      detail,
    });
  }

  /** Whom a sign-in was about is worth knowing where it failed. */
  #target(): string {
    const [parameter] = Object.values(this.#request.params);
    if (typeof parameter === 'string') return parameter;
    const body: unknown = this.#request.body;
    const named = typeof body === 'object' && body !== null && 'email' in body ? body.email : undefined;
    return typeof named === 'string' ? named : '';
  }
}
