import { LabError } from '../../core/model/lab-error.ts';
import { engineMessage, sentence, toLabError } from './docker-error.ts';

interface Kind {
  says: RegExp;
  why: string;
  hint: string;
  retryAfterSeconds?: number;
}

/** In this order: a registry that hides an image says "denied" as well as "does not exist". */
const kinds: readonly Kind[] = [
  {
    says: /toomanyrequests|too many requests|rate limit|\b429\b/i,
    why: 'the registry asks to come back later',
    hint: 'Wait, or use a registry of your own (LABSTEAD_REGISTRY).',
    retryAfterSeconds: 900,
  },
  {
    says: /manifest unknown|manifest for .* not found|name unknown|repository .* not found|not found: |: not found$/i,
    why: 'the registry does not have it',
    hint: 'Check the name and the version in the lab file and LABSTEAD_REGISTRY.',
  },
  {
    says: /unauthorized|authentication required|denied|no basic auth credentials|forbidden|\b40[13]\b/i,
    why: 'the registry refuses to give it out',
    hint: 'The image does not exist there or needs a login: check LABSTEAD_REGISTRY.',
  },
  {
    says: /x509|certificate|server gave HTTP response to HTTPS client/i,
    why: "the registry's certificate is not trusted",
    hint: "Add the registry's CA under /etc/docker/certs.d, or name it in insecure-registries of the engine.",
  },
  {
    says: /no such host|connection refused|connection reset|i\/o timeout|network is unreachable|no route to host|TLS handshake|EOF|deadline exceeded|timeout|temporary failure|server misbehaving|\b50[0-9]\b/i,
    why: 'the registry did not answer',
    hint: "Check the machine's network, DNS and the engine's proxy settings.",
  },
];

/** Whatever keeps an image away → `image.unavailable`; trouble with the engine itself keeps its own code. */
export function pullError(error: unknown, from: string): LabError {
  const mapped = toLabError(error, `pull ${from}`);
  if (mapped.code !== 'docker.failed' && mapped.code !== 'docker.not_found') return mapped;
  const said = engineMessage(error instanceof LabError ? (error.cause ?? error) : error);
  return unavailable(said, from, error);
}

export function unavailable(said: string, from: string, cause?: unknown): LabError {
  const kind = kinds.find(({ says }) => says.test(said));
  return new LabError(
    'image.unavailable',
    sentence(`Could not pull ${from}: ${kind === undefined ? said : `${kind.why} (${said})`}`),
    {
      hint: kind?.hint ?? 'See what the engine says: `docker pull` the same image by hand.',
      cause,
      ...(kind?.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: kind.retryAfterSeconds }),
    },
  );
}

export const stalled = (from: string, milliseconds: number): LabError =>
  new LabError(
    'image.unavailable',
    `Could not pull ${from}: nothing came for ${Math.round(milliseconds / 1000)} s.`,
    {
      hint: 'The registry or the way to it hangs; what was downloaded is kept, try again.',
    },
  );
