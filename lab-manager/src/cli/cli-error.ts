import type { ProblemReply } from '../contract/index.ts';

/** An error a person can do something about: printed without a stack, with the next thing to try. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly httpStatus: number | undefined;
  readonly details: NonNullable<ProblemReply['errors']>;

  constructor(
    code: string,
    message: string,
    options: {
      hint?: string | undefined;
      httpStatus?: number;
      details?: ProblemReply['errors'];
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.httpStatus = options.httpStatus;
    this.details = options.details ?? [];
  }
}
