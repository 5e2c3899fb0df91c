import { request, type IncomingHttpHeaders } from 'node:http';

export interface CallOptions {
  method?: string;
  headers?: Record<string, string | string[]>;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  /** Hangs up. */
  signal?: AbortSignal;
}

export interface CallReply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** One request with exactly these headers: a browser's fetch would add its own and refuse some. */
export function httpCall(port: number, path: string, options: CallOptions = {}): Promise<CallReply> {
  const { method = 'GET', headers = {}, body, signal } = options;
  const payload = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const json = payload === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        headers: { ...json, ...headers },
        agent: false,
        ...(signal && { signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
}

/** Cookies that a reply sets, by name; what it takes away has an empty value. */
export function cookiesOf(reply: CallReply): Record<string, string> {
  return Object.fromEntries(
    (reply.headers['set-cookie'] ?? []).map((line): [string, string] => {
      const [pair = ''] = line.split(';');
      return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    }),
  );
}
