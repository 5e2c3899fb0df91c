import { managerAddress } from './manager-address.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { codelabRuns, type EnvironmentName, type LabFile } from '../model/lab-file.ts';
import type { GatedHost, Route, RouteTable } from '../model/routes.ts';

const console = 'http://front:8080';
const dataLab = 'http://front:8081';
const editor = 'http://dev-codelab:8080';
const notebooks = 'http://dev-codelab:8888';

/** Published also for services that are stopped: the edge then answers that they are not there, or shows a door. */
export function routes(labFile: LabFile, facts: HostFacts): RouteTable {
  const { prod, dev } = labFile.environments;
  return {
    routes: [
      ...consoleRoutes(labFile.domain),
      ...(prod.enabled ? environmentRoutes(labFile.domain, 'prod') : disabledRoutes(labFile.domain, 'prod')),
      ...(dev.enabled ? environmentRoutes(labFile.domain, 'dev') : disabledRoutes(labFile.domain, 'dev')),
      ...(codelabRuns(labFile) ? codelabRoutes(labFile.domain) : disabledRoutes(labFile.domain, 'codelab')),
    ],
    httpsPort: facts.httpsPort,
  };
}

function consoleRoutes(host: string): Route[] {
  const open = { host, gate: undefined };
  return [
    { name: 'console-api', path: '/api', target: managerAddress, ...open },
    { name: 'console-live', path: '/live', target: managerAddress, ...open },
    { name: 'console-sso', path: '/sso', target: managerAddress, ...open },
    { name: 'console', path: '/', target: console, door: 'console', ...open },
  ];
}

function environmentRoutes(domain: string, environment: EnvironmentName): Route[] {
  const host = `${environment}.${domain}`;
  const gate = { environment };
  return [
    signInRoute(host, environment),
    { name: `${environment}-api`, host, path: '/api/', target: `http://${environment}-glab:8000`, gate },
    { name: environment, host, path: '/', target: dataLab, gate, door: 'elsewhere' },
  ];
}

/** Whoever has it open is told that it was disabled: the gate answers, and lets nobody through. */
function disabledRoutes(domain: string, name: GatedHost): Route[] {
  return [{ name, host: `${name}.${domain}`, path: '/', target: dataLab, gate: { environment: name } }];
}

/** Neither server asks who comes: every path but the sign-in's is behind the gate. */
function codelabRoutes(domain: string): Route[] {
  const host = `codelab.${domain}`;
  const gate = { environment: 'codelab' } as const;
  return [
    signInRoute(host, 'codelab'),
    { name: 'codelab-jupyter', host, path: '/jupyter', target: notebooks, gate },
    { name: 'codelab', host, path: '/', target: editor, gate },
  ];
}

/** Where the one-time code becomes a cookie of this host: the gate itself can't stand before it. */
function signInRoute(host: string, name: GatedHost): Route {
  return { name: `${name}-sign-in`, host, path: '/.lab-auth/', target: managerAddress, gate: undefined };
}
