import * as z from 'zod';
import { problemReply } from '../../contract/index.ts';
import { CliError } from '../cli-error.ts';

/** What of a problem is told, from the manager and from the data labs; null and absent are the same. */
const told = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().nullish(),
  hint: z.string().nullish(),
  errors: problemReply.shape.errors.nullish(),
});

/** An answer of 400 and above, as an error a person can do something about. */
export function problemOf(host: string, status: number, text: string): CliError {
  const it = told.safeParse(asJson(text)).data;
  if (it === undefined) return withoutWords(host, status);
  return new CliError(it.code, it.detail || it.title, {
    httpStatus: status,
    hint: it.hint ?? (status === 401 ? signIn : undefined),
    details: it.errors ?? [],
  });
}

const signIn = 'Sign in with: labctl login';

/** Not by the lab's own programs, which say what is the matter: by the edge before them, or a proxy on the way. */
function withoutWords(host: string, status: number): CliError {
  if (status === 401)
    return new CliError('auth.required', 'The lab wants to know who asks.', {
      httpStatus: status,
      hint: signIn,
    });
  if ([502, 503, 504].includes(status))
    return new CliError('client.bad_gateway', `What should answer behind ${host} does not (${status}).`, {
      httpStatus: status,
      hint: 'It may be stopped or just starting; see what runs with: labctl status',
    });
  return new CliError(`http.${status}`, `The lab answered ${status}.`, { httpStatus: status });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
