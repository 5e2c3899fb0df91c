import type { Response } from 'express';
import { sendChunks } from './send-chunks.ts';

/** A silent log still has to be answered: until then the client only knows that it waits. */
const headersAfterMs = 300;

/** Streams lines; `sendChunks` says how. */
export function sendLines(
  response: Response,
  lines: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const begin = async (first: Promise<unknown>): Promise<void> => {
    await Promise.race([first, new Promise((resolve) => setTimeout(resolve, headersAfterMs))]);
    response.flushHeaders();
  };
  return sendChunks(response, lines, begin, signal);
}
