import type { RequestListener, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { plainRoutes } from '../../contract/index.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ApiDeps } from '../deps.ts';

/** Alive: the event loop turns and something can be committed. Nothing else, since a restart would mend nothing else. */
export function livez({ store }: Pick<ApiDeps, 'store'>) {
  return function livez(_request: unknown, response: ServerResponse): void {
    try {
      store.heartbeat();
      tell(response, 200, { status: 'ok' });
    } catch (error) {
      const code = error instanceof LabError ? error.code : 'internal';
      tell(response, 503, { status: 'failing', code });
    }
  };
}

/**
 * The image's health check asks every few seconds for ever: it is answered before anything else is done with a request.
 * Whatever is not its very question goes the way of all others.
 */
export function aliveFirst(deps: Pick<ApiDeps, 'store'>, others: RequestListener): RequestListener {
  const { method, path } = plainRoutes.livez;
  const alive = livez(deps);
  return (request, response) => {
    if (request.method === method && request.url === path) alive(request, response);
    else others(request, response);
  };
}

function tell(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}

/**
 * Ready: people can be answered truthfully. An engine that is down is a truth, so it only makes the lab degraded. `awaited`:
 * what should run and doesn't yet; a lab may be degraded and still have all of it, as one whose backups are late.
 */
export function readyz({ lab, firstLookTried }: ApiDeps): RequestHandler {
  return function readyz(_request, response) {
    if (!firstLookTried()) {
      response.status(503).json({ status: 'starting', hint: 'The first look at the engine is under way.' });
      return;
    }
    const { state, summary, services } = lab.status();
    const awaited = services
      .filter((it) => it.wanted === 'running' && it.state !== 'running')
      .map(({ name }) => name);
    response
      .status(200)
      .json({ status: 'ready', degraded: state === 'unknown', lab: state, summary, awaited });
  };
}
