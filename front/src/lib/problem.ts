/** One wrong field of what was sent. */
export interface FieldProblem {
  path: string;
  message: string;
  line?: number;
  suggestion?: string;
}

export interface ProblemFacts {
  title: string;
  status: number;
  code: string;
  hint?: string;
  requestId?: string;
  errors?: readonly FieldProblem[];
  job?: string;
}

/** What the API refused or failed to do, in words a page can show. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
  readonly errors: readonly FieldProblem[];
  /** The job this is about, e.g. the one that keeps the lab busy. */
  readonly job: string | undefined;

  constructor(facts: ProblemFacts) {
    super(facts.title);
    this.status = facts.status;
    this.code = facts.code;
    this.hint = facts.hint;
    this.requestId = facts.requestId;
    this.errors = facts.errors ?? [];
    this.job = facts.job;
  }
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function fieldProblem(value: unknown): FieldProblem[] {
  const { path, message, line, suggestion } = record(value);
  const said = text(message);
  if (said === undefined) return [];
  const hint = text(suggestion);
  return [
    {
      path: typeof path === 'string' ? path : '',
      message: said,
      ...(typeof line === 'number' ? { line } : {}),
      ...(hint === undefined ? {} : { suggestion: hint }),
    },
  ];
}

/** Both servers answer with RFC 9457 and keep the sentence in `title`. */
export function problemFromReply(status: number, body: unknown): Problem {
  const reply = record(body);
  const hint = text(reply['hint']);
  const requestId = text(reply['requestId']);
  const job = text(reply['job']);
  return new Problem({
    title: text(reply['title']) ?? words.status(status),
    status,
    code: text(reply['code']) ?? `http.${String(status)}`,
    ...(hint === undefined ? {} : { hint }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(job === undefined ? {} : { job }),
    errors: Array.isArray(reply['errors']) ? reply['errors'].flatMap(fieldProblem) : [],
  });
}

export function unreachable(): Problem {
  return new Problem({ title: words.unreachable, status: 0, code: 'network.unreachable', hint: words.retry });
}

/** Anything thrown, as something a page can show. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ title: words.page, status: 0, code: 'page.failed', hint: String(error) });
}

/** The message about one field; the APIs name it from the root of the request: `body.password`, `columns/0`. */
export function fieldError(problem: Problem | null, field: string): string | undefined {
  return problem?.errors.find(({ path }) => path.split(/[./]/).includes(field))?.message;
}

const words = {
  unreachable: 'The lab does not answer.',
  retry: 'Check that this computer can reach the lab, then try again.',
  page: 'Something went wrong in this page.',
  status: (status: number) =>
    status === 502 || status === 503 || status === 504
      ? 'This part of the lab is not running.'
      : `The lab answered with an error (${String(status)}).`,
};
