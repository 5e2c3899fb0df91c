import { once } from 'node:events';
import type { Response } from 'express';

/**
 * Sends what comes as fast as the client takes it. `begin` sets the headers, once the first chunk is there or it waited long enough:
 * what fails before that is still a problem with a status of its own. What fails later is thrown, too; a client that is gone is none.
 */
export async function sendChunks<Chunk extends string | Uint8Array>(
  response: Response,
  chunks: AsyncIterable<Chunk>,
  begin: (first: Promise<unknown>) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const first = iterator.next();
    await begin(first);
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
