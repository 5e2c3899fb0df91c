import { publicUrl } from './defaults.ts';
import { assertPublishable } from './edge-file-check.ts';
import { doorMiddleware, gateMiddleware, redirectMiddleware, stripIdentity } from './edge-middlewares.ts';
import { managerAddress } from './manager-address.ts';
import type { Route, RouteTable } from '../model/routes.ts';
import { sha256 } from '../sha256.ts';

/** As the edge's file provider reads it; the part of it that the lab uses. */
export interface EdgeConfiguration {
  http: {
    routers: Record<string, EdgeRouter>;
    services: Record<string, EdgeService>;
    middlewares: Record<string, Record<string, unknown>>;
  };
  tls: Record<string, unknown>;
}

export interface EdgeRouter {
  entryPoints: string[];
  rule: string;
  priority: number;
  service: string;
  middlewares: string[];
  tls?: Record<string, never>;
}

export interface EdgeService {
  loadBalancer: {
    servers: { url: string }[];
    passHostHeader: boolean;
    responseForwarding: { flushInterval: string };
  };
}

/**
 * The dynamic configuration as JSON text (which is YAML too) for a file named `*.yaml`.
 * Throws `edge.invalid_routes` for a table that must not be published.
 */
export function edgeFileText(table: RouteTable): string {
  const text = render(table);
  assertPublishable(text);
  return text;
}

/** SHA-256 (hex) of what would be published. Unchecked, for each look asks for it. */
export function routesDigest(table: RouteTable): string {
  return sha256(render(table));
}

function render(table: RouteTable): string {
  const certificate = table.certificateFrom ?? 'none';
  // The address is for labctl and install.sh: it can't be another than what is served here.
  return `# Made by the lab manager; edits are overwritten. Certificate: ${certificate}
# Address: ${consoleAddress(table)}
${JSON.stringify(edgeConfiguration(table), undefined, 2)}
`;
}

/** Where people find the lab. */
export function consoleAddress({ routes, httpsPort }: RouteTable): string {
  const console = routes.find(({ name }) => name === 'console');
  return console === undefined ? 'none' : publicUrl(console.host, httpsPort);
}

function edgeConfiguration({ routes, httpsPort }: RouteTable): EdgeConfiguration {
  const gates = new Set(
    routes.flatMap((route) => (route.gate === undefined ? [] : [route.gate.environment])),
  );
  const doors = doorsOf(routes);
  return {
    http: {
      routers: {
        ...Object.fromEntries(routes.map((route) => [route.name, router(route)])),
        'to-https': redirectRouter(routes),
      },
      services: Object.fromEntries(
        [...routes.map(({ target }) => target), ...doors.map(({ target }) => target)].map((target) => [
          serviceName(target),
          service(target),
        ]),
      ),
      middlewares: {
        'strip-identity': stripIdentity,
        'to-https': redirectMiddleware(httpsPort),
        ...Object.fromEntries(doors.map((door) => [door.name, doorMiddleware(door)])),
        ...Object.fromEntries([...gates].map((gate) => [gateName(gate), gateMiddleware(gate)])),
      },
    },
    tls: {
      options: { default: { minVersion: 'VersionTLS12' } },
      stores: {
        default: {
          defaultCertificate: {
            certFile: '/etc/labstead/certs/lab.crt',
            keyFile: '/etc/labstead/certs/lab.key',
          },
        },
      },
    },
  };
}

function router(route: Route): EdgeRouter {
  return {
    entryPoints: ['websecure'],
    rule: `Host(\`${route.host}\`) && ${pathRule(route.path)}`,
    // The longest prefix wins, whatever the length of the host's name.
    priority: route.path.length,
    service: serviceName(route.target),
    // What a client claims to be is taken away first; only the gate says who it is. A door stands behind it, so that what the
    // gate answers stays as it is.
    middlewares: [
      'strip-identity',
      ...(route.gate === undefined ? [] : [gateName(route.gate.environment)]),
      ...(route.door === undefined ? [] : [`door-${route.door}`]),
    ],
    tls: {},
  };
}

/** The edge's own prefix test takes `/api` for the start of `/apiary`; ours ends at a slash. */
function pathRule(path: string): string {
  return path.endsWith('/') ? `PathPrefix(\`${path}\`)` : `(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`;
}

/** Only the lab's own hosts are sent to https; any other name gets 404 on either port. */
function redirectRouter(routes: readonly Route[]): EdgeRouter {
  const hosts = [...new Set(routes.map((route) => route.host))];
  return {
    entryPoints: ['web'],
    rule: hosts.map((host) => `Host(\`${host}\`)`).join(' || '),
    priority: 1,
    service: 'noop@internal',
    middlewares: ['to-https'],
  };
}

function service(url: string): EdgeService {
  return {
    loadBalancer: {
      servers: [{ url }],
      passHostHeader: true,
      // Negative: each write goes out at once, so that live logs and events don't wait for a buffer.
      responseForwarding: { flushInterval: '-1ms' },
    },
  };
}

function serviceName(target: string): string {
  return target.replace(/^http:\/\//, '').replaceAll(/[^a-z0-9]+/g, '-');
}

const doorPaths = { console: '/sso/closed', elsewhere: '/.lab-auth/closed' } as const;

function doorsOf(routes: readonly Route[]) {
  return [...new Set(routes.flatMap(({ door }) => door ?? []))].map((door) => ({
    name: `door-${door}`,
    target: managerAddress,
    service: serviceName(managerAddress),
    path: doorPaths[door],
  }));
}

function gateName(environment: string): string {
  return `gate-${environment}`;
}
