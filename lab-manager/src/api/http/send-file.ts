import { once } from 'node:events';
import type { Response } from 'express';
import { attachment } from './attachment.ts';

/** A file that is handed out as it comes. */
export interface StreamedFile {
  /** As it is called where it lies; any name there can be. */
  name: string;
  bytes: AsyncIterable<Uint8Array>;
  /** How many there are: a download with fewer or more is cut off, never taken for the whole. */
  size: number;
}

/**
 * Sends a file as fast as the client takes it. The first bytes are fetched before the headers go out, so that what can't be read
 * is still a problem with a status of its own.
 */
export async function sendFile(response: Response, file: StreamedFile, signal: AbortSignal): Promise<void> {
  const iterator = file.bytes[Symbol.asyncIterator]();
  try {
    let next = await iterator.next();
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Disposition', attachment(file.name));
    response.setHeader('Content-Length', file.size);
    response.setHeader('Cache-Control', 'no-store');
    let left = file.size;
    for (; next.done !== true; next = await iterator.next()) {
      left -= next.value.byteLength;
      if (left < 0) throw wrongSize(file);
      if (!response.write(next.value)) await once(response, 'drain', { signal });
    }
    if (left > 0) throw wrongSize(file);
    response.end();
  } catch (error) {
    if (!signal.aborted) throw error;
    response.destroy();
  } finally {
    await iterator.return?.();
  }
}

const wrongSize = ({ size }: StreamedFile): Error =>
  new Error(`a file of ${size} bytes came with another number of them`);
