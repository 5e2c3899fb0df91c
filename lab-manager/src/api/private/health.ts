import type { RequestHandler } from 'express';
import { LabError } from '../../core/model/lab-error.ts';
import type { ApiDeps } from '../deps.ts';

/** Alive: the event loop turns and something can be committed. Nothing else, since a restart would mend nothing else. */
export function livez({ store }: ApiDeps): RequestHandler {
  return function livez(_request, response) {
    try {
      store.heartbeat();
      response.status(200).json({ status: 'ok' });
    } catch (error) {
      const code = error instanceof LabError ? error.code : 'internal';
      response.status(503).json({ status: 'failing', code });
    }
  };
}

/** Ready: people can be answered truthfully. An engine that is down is a truth, so it only makes the lab degraded. */
export function readyz({ lab, firstLookTried }: ApiDeps): RequestHandler {
  return function readyz(_request, response) {
    if (!firstLookTried()) {
      response.status(503).json({ status: 'starting', hint: 'The first look at the engine is under way.' });
      return;
    }
    const { state, summary } = lab.status();
    response.status(200).json({ status: 'ready', degraded: state === 'unknown', lab: state, summary });
  };
}
