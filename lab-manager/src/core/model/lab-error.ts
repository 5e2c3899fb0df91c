import type { ErrorCode } from './error-codes.ts';

/** Where in the user's input something is wrong: a path in the lab file, a field of a request. */
export interface ErrorDetail {
  /** Path in the input, e.g. `environments.prod.resources.memory`. */
  path: string;
  message: string;
  /** 1-based line in the text the user wrote, where there is one. */
  line?: number;
  suggestion?: string;
}

export interface LabErrorOptions {
  /** The next thing to try, one sentence. */
  hint?: string;
  cause?: unknown;
  details?: readonly ErrorDetail[];
  /** When it is worth trying again, in seconds. */
  retryAfterSeconds?: number;
}

/**
 * An expected error: a code for programs, a sentence for people, the next thing to try.
 * Whatever is thrown and is not a LabError is a bug and is logged with its stack.
 */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: LabErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
