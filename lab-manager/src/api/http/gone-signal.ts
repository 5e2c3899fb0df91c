import type { ServerResponse } from 'node:http';

/** Aborts when the answer was sent or the client went away. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    controller.abort();
  });
  return controller.signal;
}
