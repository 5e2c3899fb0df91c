import type { Express, Request } from 'express';
import { plainRoutes } from '../../contract/index.ts';
import type { EnvironmentHost, LabHosts } from '../deps.ts';
import { methodNotAllowed } from '../http/endings.ts';
import { onlyConsoleHost, unknownHost } from '../http/only-host.ts';
import type { Services } from '../services.ts';
import { callback } from './callback.ts';
import { signOut } from './sign-out.ts';
import { sso } from './sso.ts';

/** The two ends of signing in to an environment: one on the console's host, the other on the environment's own. */
export function addSsoRoutes(app: Express, services: Services): void {
  const { hosts } = services.deps;
  const paths = plainRoutes;
  app.get(paths.sso.path, onlyConsoleHost(hosts), sso(services));
  app.get(paths.ssoCallback.path, (request, response) => {
    callback(services, environmentOf(request, hosts()), request, response);
  });
  app.get(paths.ssoSignOut.path, (request, response) => {
    signOut(services, environmentOf(request, hosts()), request, response);
  });
  for (const path of [paths.sso.path, paths.ssoCallback.path, paths.ssoSignOut.path]) {
    app.all(path, methodNotAllowed(['GET']));
  }
}

function environmentOf(request: Request, hosts: LabHosts): EnvironmentHost {
  const hostname = request.hostname.toLowerCase();
  const environment = hosts.environments.find((one) => one.hostname === hostname);
  if (environment === undefined) throw unknownHost();
  return environment;
}
