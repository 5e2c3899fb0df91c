import { Problem, problemFromReply, unreachable } from './problem.ts';

export const apiBase = '/api/v1';

export interface CallOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
}

let onUnauthorized: () => void = () => undefined;

/** What to do when the API says that nobody is signed in; each page has its own answer. */
export function whenUnauthorized(handler: () => void): void {
  onUnauthorized = handler;
}

async function readBody(response: Response): Promise<unknown> {
  const content = await response.text();
  if (content === '') return undefined;
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return content;
  }
}

function request(method: string, { body, signal }: CallOptions): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  // A repeated POST must not make the work twice.
  if (method === 'POST') headers['idempotency-key'] = crypto.randomUUID();
  return {
    method,
    headers,
    credentials: 'same-origin',
    redirect: 'error',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
}

const pauseMs = 400;

/** Undefined: no answer. Throws only when it was called off. */
async function attempt(path: string, init: RequestInit): Promise<Response | undefined> {
  try {
    return await fetch(apiBase + path, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    return undefined;
  }
}

/**
 * Tried twice: a lab that changes its own networks cuts connections that were about to be answered. Not a POST, whose
 * work may have been done: replies that show a secret are not kept under their idempotency keys.
 */
async function send(method: string, path: string, options: CallOptions): Promise<Response> {
  const init = request(method, options);
  const first = await attempt(path, init);
  if (first !== undefined) return first;
  if (method === 'POST') throw unreachable();
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  const second = await attempt(path, init);
  if (second === undefined) throw unreachable();
  return second;
}

async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  const body = await readBody(response);
  if (response.ok) return body as T;
  const problem = problemFromReply(response.status, body);
  if (response.status === 401 && problem.code !== 'auth.wrong_credentials') onUnauthorized();
  throw problem;
}

export const get = <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, { signal });
export const post = <T>(path: string, body?: unknown) => call<T>('POST', path, { body });
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, { body });
export const remove = <T = undefined>(path: string) => call<T>('DELETE', path);

/** Worth asking again: the network or the lab stumbled, not the request. */
export function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500 || error.status === 429);
}
