import type { Express } from 'express';
import { apiBase, routes, type RouteContract, type RouteName } from '../contract/index.ts';
import { countRequests } from './http/count-requests.ts';
import { dispatcher, type PlainCall, type ServedRoute } from './http/dispatch.ts';
import { methodNotAllowed, notFound, problems } from './http/endings.ts';
import { hardened } from './http/harden.ts';
import { Idempotency } from './http/idempotency.ts';
import { onlyConsoleHost } from './http/only-host.ts';
import type { PlainAnswer } from './http/reply.ts';
import { requestLog } from './http/request-log.ts';
import type { Metrics } from './private/metrics.ts';
import { createHandlers } from './routes/handlers.ts';
import type { Services } from './services.ts';
import { addSsoRoutes } from './sso/sso-routes.ts';

/** What the edge leads to: the API on the console's host, and the two ends of signing in to environments. */
export function publicApp(services: Services, metrics: Metrics): Express {
  const { deps } = services;
  const app = hardened();
  // Exactly the edge: it deletes what clients claim about where they come from and says it anew.
  app.set('trust proxy', 1);
  app.use(requestLog(deps.log));
  app.use(
    countRequests((route, method, status) => {
      metrics.request(route, method, status);
    }),
  );
  app.use('/api', onlyConsoleHost(deps.hosts));
  addApiRoutes(app, services);
  addSsoRoutes(app, services);
  app.use(notFound);
  app.use(problems(deps.log));
  return app;
}

function addApiRoutes(app: Express, services: Services): void {
  const idempotency = new Idempotency(services.deps.store.replies, services.deps.clock);
  const served = servedRoutes(services);
  for (const one of served) {
    const method = one.route.method.toLowerCase() as Lowercase<RouteContract['method']>;
    app[method](apiBase + one.route.path, dispatcher(one, services, idempotency));
  }
  for (const [path, group] of Map.groupBy(served, ({ route }) => route.path)) {
    app.route(apiBase + path).all(methodNotAllowed(group.map(({ route }) => route.method)));
  }
}

function servedRoutes(services: Services): readonly ServedRoute[] {
  const handlers = createHandlers(services);
  return (Object.keys(routes) as RouteName[]).map((name) => ({
    name,
    route: routes[name],
    // Each handler was checked against its own line of the table; the dispatcher fills the call from that same line.
    handle: handlers[name] as unknown as (call: PlainCall) => PlainAnswer,
  }));
}
