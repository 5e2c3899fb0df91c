import type { HostFacts } from '../model/host-facts.ts';
import type { LabFile } from '../model/lab-file.ts';
import type { Route, RouteTable } from '../model/routes.ts';

const manager = 'http://lab-manager:8080';
const console = 'http://front:8080';
const dataLab = 'http://front:8081';
const prodGlab = 'http://prod-glab:8000';

/** Published also for services that are stopped: the edge then answers that they are not there. */
export function routes(labFile: LabFile, facts: HostFacts): RouteTable {
  const environments = labFile.environments.prod.enabled ? prodRoutes(`prod.${labFile.domain}`) : [];
  return { routes: [...consoleRoutes(labFile.domain), ...environments], httpsPort: facts.httpsPort };
}

function consoleRoutes(host: string): Route[] {
  const open = { host, gate: undefined };
  return [
    { name: 'console-api', path: '/api', target: manager, ...open },
    { name: 'console-live', path: '/live', target: manager, ...open },
    { name: 'console-sso', path: '/sso', target: manager, ...open },
    { name: 'console', path: '/', target: console, ...open },
  ];
}

function prodRoutes(host: string): Route[] {
  const gate = { environment: 'prod' } as const;
  return [
    // Where the one-time code becomes a cookie of this host: the gate itself can't stand before it.
    { name: 'prod-sign-in', host, path: '/.lab-auth/', target: manager, gate: undefined },
    { name: 'prod-api', host, path: '/api/', target: prodGlab, gate },
    { name: 'prod', host, path: '/', target: dataLab, gate },
  ];
}
