import { request } from 'node:http';
import type { Readable } from 'node:stream';

/** A second pair of hands on an engine, so that tests don't judge the adapter by itself. */
export class EngineApi {
  readonly socketPath: string;

  constructor(socketPath: string) {
    this.socketPath = socketPath;
  }

  get = <T>(path: string): Promise<T> => this.call<T>('GET', path);
  post = <T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T> =>
    this.call<T>('POST', path, body, headers);
  delete = (path: string): Promise<unknown> => this.call('DELETE', path);

  /** A list with filters, e.g. `list('/containers/json?all=1', { label: [...] })`. */
  list<T>(path: string, filters: Record<string, string[]>): Promise<T[]> {
    const separator = path.includes('?') ? '&' : '?';
    return this.get<T[]>(`${path}${separator}filters=${encodeURIComponent(JSON.stringify(filters))}`);
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const isStream = typeof body === 'object' && body !== null && 'pipe' in body;
    const { status, text } = await this.#send(
      method,
      path,
      isStream ? (body as Readable) : JSON.stringify(body),
      headers,
    );
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    // Streams of progress are read as text by whoever wants to look for an error in them.
    try {
      return (text === '' ? undefined : JSON.parse(text)) as T;
    } catch {
      return text as T;
    }
  }

  #send(
    method: string,
    path: string,
    body: string | Readable | undefined,
    headers: Record<string, string>,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const type = typeof body === 'object' ? 'application/x-tar' : 'application/json';
      const call = request(
        {
          socketPath: this.socketPath,
          method,
          path,
          agent: false,
          headers: { 'Content-Type': type, ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      call.on('error', reject);
      if (typeof body === 'object') body.pipe(call);
      else call.end(body);
    });
  }
}
