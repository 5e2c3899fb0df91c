/** What the gate says about who asks; whatever a client sends under these names is deleted. */
const identityHeaders = ['X-Lab-User', 'X-Lab-User-Name', 'X-Lab-Role', 'X-Lab-Environment'] as const;

/**
 * An empty value deletes the header. Servers that turn headers into variables read `X_Lab_User` as `X-Lab-User`, so each
 * spelling with underscores goes too. The edge's entry point drops those as well; this doesn't depend on it.
 */
export const stripIdentity: Record<string, unknown> = {
  headers: {
    customRequestHeaders: Object.fromEntries(
      identityHeaders.flatMap(spellings).map((name): [string, string] => [name, '']),
    ),
  },
};

/** Every way to write a header's dashes as dashes or underscores. */
function spellings(name: string): string[] {
  return name
    .split('-')
    .reduce<string[]>(
      (starts, part) =>
        starts.length === 0 ? [part] : starts.flatMap((start) => [`${start}-${part}`, `${start}_${part}`]),
      [],
    );
}

/** Asks the manager's private port, per request, whether it may pass and as whom. */
export function gateMiddleware(environment: string): Record<string, unknown> {
  return {
    forwardAuth: {
      address: `http://lab-manager:8081/forward-auth/${environment}`,
      // Left out, the edge passes some of the client's own X-Forwarded-* on and drops others.
      trustForwardHeader: false,
      authRequestHeaders: [
        'Accept',
        'Authorization',
        'Cookie',
        'Origin',
        'Sec-Fetch-Dest',
        'Sec-Fetch-Mode',
        'Sec-Fetch-Site',
        'Sec-WebSocket-Version',
        'User-Agent',
      ],
      // Deleted from the request, then set from the answer. Cookie comes back without the lab's own cookie, and
      // Authorization doesn't come back: neither reaches what runs behind the gate.
      authResponseHeaders: ['Cookie', 'Authorization', ...identityHeaders],
      // A longer answer is refused: the gate answers with a redirect or a short page.
      maxResponseBodySize: 65_536,
      forwardBody: false,
      // The sign-in redirect names the console's host; it is passed on as it is.
      preserveLocationHeader: true,
    },
  };
}

/** Asks for a page of the manager's where what a request was for does not answer: the edge itself has but two words for that. */
export function doorMiddleware({
  service,
  path,
}: {
  service: string;
  path: string;
}): Record<string, unknown> {
  return { errors: { status: ['502-504'], service, query: `${path}?to={url}` } };
}

/** Temporary, since browsers would remember a port that may change. */
export function redirectMiddleware(httpsPort: number): Record<string, unknown> {
  return { redirectScheme: { scheme: 'https', port: String(httpsPort), permanent: false } };
}
