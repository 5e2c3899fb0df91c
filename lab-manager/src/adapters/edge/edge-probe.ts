import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { EdgeProbe } from '../../core/ports.ts';
import { systemCode } from '../files/files-error.ts';

export interface EdgeProbeOptions {
  /** Where the edge listens, seen from the manager. */
  host: string;
  port: number;
  /** The port that people use; the manager goes by the host they name. */
  publishedPort: number;
  /** Certificate of the lab's authority. */
  caFile: string;
}

/** What anybody may know about the lab: it names the domain, so that no other answer passes for it. */
const path = '/api/v1/lab';
const timeoutMs = 5000;

export function createEdgeProbe(options: EdgeProbeOptions): EdgeProbe {
  return {
    async ask(domain, signal) {
      try {
        return await judge(await request(options, domain, signal), domain);
      } catch (error) {
        return reasonOf(error);
      }
    },
  };
}

async function request(
  { host, port, publishedPort, caFile }: EdgeProbeOptions,
  domain: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const ca = await readFile(caFile);
  const headers = { host: publishedPort === 443 ? domain : `${domain}:${publishedPort}` };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise((resolve, reject) => {
    // A connection of its own each time: one that was kept would hide a certificate that ended meanwhile.
    const options = { host, port, servername: domain, path, headers, ca, signal: limited, agent: false };
    get(options, resolve).on('error', reject);
  });
}

async function judge(reply: IncomingMessage, domain: string): Promise<string | undefined> {
  if (reply.statusCode !== 200) {
    reply.destroy();
    return `it answers with ${reply.statusCode ?? 'nothing'}`;
  }
  const body = await text(reply);
  return says(body, domain) ? undefined : 'something else answers in the lab’s place';
}

function says(body: string, domain: string): boolean {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null && 'domain' in answer && answer.domain === domain;
  } catch {
    return false;
  }
}

/** What Node calls the ways in which a certificate is not accepted begin so, and more. */
const aboutCertificate = /CERT|SIGNATURE|ALTNAME|ISSUER/;

function reasonOf(error: unknown): string {
  const code = systemCode(error);
  if (code === 'ENOENT') return 'the certificate of the lab’s authority is missing';
  if (aboutCertificate.test(code)) return `its certificate is refused (${code})`;
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
    ? `it does not answer within ${timeoutMs / 1000} s`
    : `it does not answer (${code === '' ? String(error) : code})`;
}
