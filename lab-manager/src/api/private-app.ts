import type { Express } from 'express';
import { plainRoutes } from '../contract/index.ts';
import { methodNotAllowed, notFound, problems } from './http/endings.ts';
import { hardened } from './http/harden.ts';
import { requestLog } from './http/request-log.ts';
import { applyFromInside } from './private/apply.ts';
import { livez, readyz } from './private/health.ts';
import { restoreFromInside } from './private/restore.ts';
import type { Metrics } from './private/metrics.ts';
import type { Services } from './services.ts';
import { forwardAuth } from './sso/forward-auth.ts';

/** What only the edge and the engine reach. It shares no path and no router with what people reach. */
export function privateApp(services: Services, metrics: Metrics): Express {
  const { deps } = services;
  const { livez: live, readyz: ready, metrics: figures } = plainRoutes;
  const app = hardened();
  // The edge says whose request it asks about; who else asks here speaks for themself only.
  app.set('trust proxy', 1);
  // The gate is asked before every single file of a page: those it lets pass are worth a line only when looking closer.
  app.use(requestLog(deps.log, { quietPaths: [live.path, ready.path, figures.path], success: 'debug' }));
  app.get(plainRoutes.forwardAuth.path, forwardAuth(services));
  app.get(live.path, livez(deps));
  app.get(ready.path, readyz(deps));
  app.get(figures.path, async (_request, response) => {
    const text = await metrics.text();
    response.setHeader('Content-Type', metrics.contentType);
    response.end(text);
  });
  app.post(plainRoutes.apply.path, applyFromInside(deps));
  app.post(plainRoutes.restore.path, restoreFromInside(deps));
  for (const { method, path, host } of Object.values(plainRoutes)) {
    if (host === 'private') app.route(path).all(methodNotAllowed([method]));
  }
  app.use(notFound);
  app.use(problems(deps.log));
  return app;
}
