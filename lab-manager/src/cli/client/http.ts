import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { Readable } from 'node:stream';
import { CliError } from '../cli-error.ts';

type LookupAnswer = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Names below `localhost` are this machine (RFC 6761 section 6.3). Browsers know that; the C library of most servers
 * does not, so the resolver is not asked for them.
 */
function lookup(host: string, options: LookupOptions, answer: LookupAnswer): void {
  if (host !== 'localhost' && !host.endsWith('.localhost')) {
    systemLookup(host, options, answer as never);
    return;
  }
  if (options.all) answer(null, [{ address: '127.0.0.1', family: 4 }]);
  else answer(null, '127.0.0.1', 4);
}

export function agentFor(ca: string | undefined): Agent {
  return new Agent({ keepAlive: true, lookup: lookup as never, ...(ca === undefined ? {} : { ca }) });
}

export interface HttpRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | Readable;
  signal?: AbortSignal;
}

/** Sends one request and answers with the open response; the caller reads it. */
export async function send(
  agent: Agent,
  { url, method, headers, body, signal }: HttpRequest,
): Promise<IncomingMessage> {
  const options: RequestOptions = { agent, method, headers, ...(signal ? { signal } : {}) };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, resolve);
    sent.on('error', (error) => reject(unreachable(url, error)));
    if (body === undefined) sent.end();
    else if (typeof body === 'string') sent.end(body);
    else body.on('error', reject).pipe(sent);
  });
}

export async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const untrusted = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
];

function unreachable(url: URL, error: NodeJS.ErrnoException): Error {
  if (error.name === 'AbortError') return new CliError('job.cancelled', 'Cancelled.');
  if (untrusted.includes(error.code ?? '')) {
    return new CliError('client.unreachable', `The certificate of ${url.host} is not trusted here.`, {
      hint: 'Give the lab’s CA certificate with --ca-file (on the server it is edge/certs/ca.crt in the data root).',
      cause: error,
    });
  }
  return new CliError(
    'client.unreachable',
    `The lab at ${url.origin} can’t be reached: ${error.message || error.code}.`,
    {
      hint: 'Check the address (--url), and on the server: docker ps --filter label=org.labstead.service',
      cause: error,
    },
  );
}
