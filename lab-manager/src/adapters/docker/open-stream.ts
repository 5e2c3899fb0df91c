import type { Readable } from 'node:stream';
import { withinLimit } from './within-limit.ts';

export interface OpenStream {
  stream: Readable;
  close(): void;
}

/** Opens a stream whose beginning must come in time; afterwards only `outer` (or `close`) ends it. */
export async function openStream(
  doing: string,
  milliseconds: number,
  open: (signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
  outer: AbortSignal,
): Promise<OpenStream> {
  const life = new AbortController();
  const end = () => life.abort();
  outer.addEventListener('abort', end, { once: true });
  const opened = withinLimit(doing, milliseconds, () => open(life.signal), outer);
  try {
    // Every stream of dockerode is node's own response of an http request.
    const stream = (await opened) as Readable;
    const close = () => {
      outer.removeEventListener('abort', end);
      // Whoever closes isn't interested in how the connection ends.
      stream.on('error', () => undefined);
      life.abort();
      stream.destroy();
    };
    return { stream, close };
  } catch (error) {
    outer.removeEventListener('abort', end);
    life.abort();
    throw error;
  }
}
