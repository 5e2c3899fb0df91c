/**
 * What the manager answers beside the API: how sign-in reaches the environments' hosts, and the private port.
 * None of it is a JSON API; each says what decides about access, since a route without a policy doesn't start.
 */
export interface PlainRoute {
  method: 'GET' | 'POST';
  path: string;
  /** On whose host name it answers; `private` is the port that only the edge and the engine reach. */
  host: 'console' | 'environment' | 'private';
  /** What decides who may. */
  policy: string;
}

export const plainRoutes = {
  sso: {
    method: 'GET',
    path: '/sso',
    host: 'console',
    policy: 'a session of this host and the permission to open the environment, else the sign-in page',
  },
  pagesDoor: {
    method: 'GET',
    path: '/sso/closed',
    host: 'console',
    policy: 'anybody; who stopped the lab’s pages is told to those who are signed in',
  },
  pagesDoorSignIn: {
    method: 'POST',
    path: '/sso/closed/sign-in',
    host: 'console',
    policy: 'e-mail and password, as for the session of the API; refused when another site asks',
  },
  pagesDoorStart: {
    method: 'POST',
    path: '/sso/closed/start',
    host: 'console',
    policy: 'a session of this host and the permission to start; refused when another site asks',
  },
  pagesDoorElsewhere: {
    method: 'GET',
    path: '/.lab-auth/closed',
    host: 'environment',
    policy: 'anybody; it says that the lab’s pages do not answer',
  },
  ssoCallback: {
    method: 'GET',
    path: '/.lab-auth/callback',
    host: 'environment',
    policy: 'a one-time code for this host and the nonce cookie it was made for',
  },
  ssoSignOut: {
    method: 'GET',
    path: '/.lab-auth/sign-out',
    host: 'environment',
    policy: 'ends the session in the cookie, and the one it came from; refused when another site asks',
  },
  forwardAuth: {
    method: 'GET',
    path: '/forward-auth/:environment',
    host: 'private',
    policy: 'is itself the check: session or token, and the permission to open the environment',
  },
  livez: { method: 'GET', path: '/livez', host: 'private', policy: 'anybody on the private port' },
  readyz: { method: 'GET', path: '/readyz', host: 'private', policy: 'anybody on the private port' },
  metrics: { method: 'GET', path: '/metrics', host: 'private', policy: 'anybody on the private port' },
  apply: {
    method: 'POST',
    path: '/apply',
    host: 'private',
    policy: 'only from inside the manager’s own container, for the installer',
  },
  restore: {
    method: 'POST',
    path: '/restore',
    host: 'private',
    policy: 'only from inside the manager’s own container, for the installer',
  },
} as const satisfies Record<string, PlainRoute>;
