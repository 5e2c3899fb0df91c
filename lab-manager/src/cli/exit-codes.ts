/** What each exit status means: the one table, printed in the help of every command. */
export const exitCodes = {
  ok: { status: 0, meaning: 'done' },
  failed: { status: 1, meaning: 'an error nobody expected; see the message' },
  usage: { status: 2, meaning: 'the command line is wrong' },
  job: { status: 3, meaning: 'the job or scenario ran and failed' },
  notFound: { status: 4, meaning: 'there is no such thing' },
  conflict: {
    status: 5,
    meaning: 'another job is running, somebody changed it meanwhile, or the file is there already',
  },
  access: { status: 6, meaning: 'not signed in, or not allowed' },
  timeout: { status: 7, meaning: 'it took too long' },
  degraded: { status: 8, meaning: 'the lab answers, but something in it needs a person' },
  invalid: { status: 9, meaning: 'the input is wrong; nothing was changed' },
  unreachable: { status: 69, meaning: 'the lab can’t be reached' },
  cancelled: { status: 130, meaning: 'cancelled' },
} as const;

export type ExitName = keyof typeof exitCodes;

/** Error codes of the API, by what a script would do about them; a prefix ends in a dot. */
const byCode: readonly (readonly [string, ExitName])[] = [
  ['job.cancelled', 'cancelled'],
  ['job.not_found', 'notFound'],
  ['job.too_many', 'conflict'],
  ['job.busy', 'conflict'],
  ['job.not_cancellable', 'conflict'],
  ['job.', 'job'],
  ['scenario.not_found', 'notFound'],
  ['scenario.invalid_inputs', 'invalid'],
  ['scenario.invalid_parameters', 'invalid'],
  ['scenario.ended', 'conflict'],
  ['scenario.', 'job'],
  ['labfile.invalid', 'invalid'],
  ['labfile.conflict', 'conflict'],
  ['labfile.not_found', 'notFound'],
  ['work.running', 'conflict'],
  ['environment.in_use', 'conflict'],
  ['work.unknown', 'conflict'],
  ['data.unknown', 'notFound'],
  ['data.in_use', 'conflict'],
  ['brick.tests_busy', 'conflict'],
  ['brick.tests_cut', 'job'],
  ['service.unknown', 'notFound'],
  ['service.', 'degraded'],
  ['environment.stopped', 'degraded'],
  ['environment.unknown', 'notFound'],
  ['environment.not_resettable', 'invalid'],
  ['backup.unset', 'conflict'],
  ['backup.unknown_repository', 'notFound'],
  ['backup.in_use', 'conflict'],
  ['backup.awaits_restore', 'conflict'],
  ['backup.invalid_location', 'invalid'],
  ['backup.no_credentials', 'conflict'],
  ['backup.unreachable', 'degraded'],
  ['backup.no_repository', 'notFound'],
  ['backup.wrong_key', 'conflict'],
  ['backup.wrong_code', 'invalid'],
  ['backup.unconfirmed_code', 'conflict'],
  ['backup.locked', 'conflict'],
  ['backup.clock_implausible', 'conflict'],
  ['backup.unknown_snapshot', 'notFound'],
  ['backup.not_in_snapshot', 'notFound'],
  ['backup.no_such_file', 'notFound'],
  ['backup.not_shown', 'access'],
  ['backup.refused_path', 'invalid'],
  ['backup.invalid_manifest', 'invalid'],
  ['backup.newer', 'conflict'],
  ['backup.not_good', 'conflict'],
  ['backup.none_good', 'conflict'],
  ['backup.half_restored', 'conflict'],
  ['backup.no_such_restore', 'notFound'],
  ['backup.out_of_order', 'conflict'],
  ['backup.unconfirmed_restore', 'conflict'],
  ['backup.', 'job'],
  ['export.unknown', 'notFound'],
  ['export.exists', 'conflict'],
  ['export.failed', 'job'],
  ['export.', 'invalid'],
  ['request.not_found', 'notFound'],
  ['token.not_found', 'notFound'],
  ['request.idempotency_conflict', 'conflict'],
  ['request.', 'invalid'],
  ['auth.', 'access'],
  ['claim.', 'access'],
  ['docker.timeout', 'timeout'],
  ['docker.unreachable', 'degraded'],
  ['client.unreachable', 'unreachable'],
  ['client.cancelled', 'cancelled'],
  ['client.bad_gateway', 'degraded'],
  ['client.usage', 'usage'],
  ['client.timeout', 'timeout'],
  ['client.not_found', 'notFound'],
  ['client.file_exists', 'conflict'],
  ['client.unwritable', 'usage'],
];

const byStatus: Readonly<Record<number, ExitName>> = {
  400: 'invalid',
  401: 'access',
  403: 'access',
  404: 'notFound',
  409: 'conflict',
  410: 'access',
  413: 'invalid',
  415: 'invalid',
  422: 'invalid',
  429: 'access',
  503: 'degraded',
  504: 'timeout',
};

export function exitFor(code: string, httpStatus?: number): ExitName {
  const known = byCode.find(([prefix]) => (prefix.endsWith('.') ? code.startsWith(prefix) : code === prefix));
  return known?.[1] ?? (httpStatus === undefined ? undefined : byStatus[httpStatus]) ?? 'failed';
}

export function exitHelp(): string {
  const lines = Object.values(exitCodes).map(
    ({ status, meaning }) => `  ${String(status).padStart(3)}  ${meaning}`,
  );
  return ['', 'Exit status:', ...lines].join('\n');
}
