import { once } from 'node:events';
import type { Response } from 'express';

/** A silent log still has to be answered: until then the client only knows that it waits. */
const headersAfterMs = 300;

/**
 * Streams lines as fast as the client takes them. The first is fetched before the headers go out, so that an error on
 * the way there is still a problem with a status of its own.
 */
export async function sendLines(response: Response, lines: AsyncIterable<string>, signal: AbortSignal) {
  const iterator = lines[Symbol.asyncIterator]();
  const first = iterator.next();
  await Promise.race([first, new Promise((resolve) => setTimeout(resolve, headersAfterMs))]);
  response.flushHeaders();
  try {
    for (let next = await first; next.done !== true; next = await iterator.next()) {
      if (!response.write(next.value)) await once(response, 'drain', { signal });
    }
    response.end();
  } catch (error) {
    if (!signal.aborted) throw error;
    response.destroy();
  } finally {
    await iterator.return?.();
  }
}
