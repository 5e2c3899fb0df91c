import type { Express, Request } from 'express';
import { plainRoutes } from '../../contract/index.ts';
import type { EnvironmentHost, LabHosts } from '../deps.ts';
import { methodNotAllowed } from '../http/endings.ts';
import { onlyConsoleHost, unknownHost } from '../http/only-host.ts';
import type { Services } from '../services.ts';
import { callback } from './callback.ts';
import { pagesDoor, pagesDoorElsewhere, signInAtPagesDoor, startAtPagesDoor } from './pages-door.ts';
import { signOut } from './sign-out.ts';
import { sso } from './sso.ts';

/** The two ends of signing in to an environment: one on the console's host, the other on the environment's own. */
export function addSsoRoutes(app: Express, services: Services): void {
  const { hosts } = services.deps;
  const paths = plainRoutes;
  app.get(paths.sso.path, onlyConsoleHost(hosts), sso(services));
  app.get(paths.pagesDoor.path, onlyConsoleHost(hosts), pagesDoor(services));
  app.post(paths.pagesDoorSignIn.path, onlyConsoleHost(hosts), signInAtPagesDoor(services));
  app.post(paths.pagesDoorStart.path, onlyConsoleHost(hosts), startAtPagesDoor(services));
  app.get(paths.pagesDoorElsewhere.path, (request, response) => {
    environmentOf(request, hosts());
    pagesDoorElsewhere(services, response);
  });
  app.get(paths.ssoCallback.path, (request, response) => {
    callback(services, environmentOf(request, hosts()), request, response);
  });
  app.get(paths.ssoSignOut.path, (request, response) => {
    signOut(services, environmentOf(request, hosts()), request, response);
  });
  for (const { method, path, host } of Object.values(paths)) {
    if (host !== 'private') app.route(path).all(methodNotAllowed([method]));
  }
}

function environmentOf(request: Request, hosts: LabHosts): EnvironmentHost {
  const hostname = request.hostname.toLowerCase();
  const environment = hosts.environments.find((one) => one.hostname === hostname);
  if (environment === undefined) throw unknownHost();
  return environment;
}
