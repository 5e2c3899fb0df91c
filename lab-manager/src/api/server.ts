import type { ApiDeps } from './deps.ts';
import { closeServer, createHttpServer, listen } from './http/listen.ts';
import { openGateway } from './live/gateway.ts';
import { privateApp } from './private-app.ts';
import { aliveFirst } from './private/health.ts';
import { Metrics } from './private/metrics.ts';
import { publicApp } from './public-app.ts';
import { assertOnlyKnownWays } from './route-walk.ts';
import { createServices } from './services.ts';

export interface RunningApi {
  publicPort: number;
  privatePort: number;
  close(): Promise<void>;
}

/** Opens both ports. Everything that may be asked of the lab comes through here. */
export async function startApi(deps: ApiDeps): Promise<RunningApi> {
  const services = createServices(deps);
  const metrics = new Metrics(deps);
  const [open, closed] = [publicApp(services, metrics), privateApp(services, metrics)];
  assertOnlyKnownWays(open, 'public');
  assertOnlyKnownWays(closed, 'private');
  const [publicServer, privateServer] = [createHttpServer(open), createHttpServer(aliveFirst(deps, closed))];
  const gateway = openGateway(publicServer, services);
  const unlisten = [
    deps.onLook((look) => {
      metrics.look(look);
    }),
    deps.jobs.events.on('job:changed', (job) => {
      metrics.jobChanged(job);
    }),
  ];
  const { host, publicPort, privatePort } = deps.listen;
  return {
    publicPort: await listen(publicServer, publicPort, host),
    privatePort: await listen(privateServer, privatePort, host),
    close: async () => {
      for (const stop of unlisten) stop();
      gateway.close();
      await Promise.all([closeServer(publicServer, 2000), closeServer(privateServer, 2000)]);
    },
  };
}
