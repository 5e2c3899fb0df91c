import type { Response } from 'express';
import { attachment } from './attachment.ts';
import { sendChunks } from './send-chunks.ts';

/** A file that is handed out as it comes. */
export interface StreamedFile {
  /** As it is called where it lies; any name there can be. */
  name: string;
  bytes: AsyncIterable<Uint8Array>;
  /** How many there are: a download with fewer or more is cut off, never taken for the whole. */
  size: number;
}

/** Sends a file to be saved; `sendChunks` says how. */
export function sendFile(response: Response, file: StreamedFile, signal: AbortSignal): Promise<void> {
  const begin = async (first: Promise<unknown>): Promise<void> => {
    await first;
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Disposition', attachment(file.name));
    response.setHeader('Content-Length', file.size);
    response.setHeader('Cache-Control', 'no-store');
  };
  return sendChunks(response, ofThatSize(file), begin, signal);
}

/** The same bytes; throws where they come to more, before those beyond, or to fewer. */
async function* ofThatSize(file: StreamedFile): AsyncGenerator<Uint8Array> {
  let left = file.size;
  for await (const chunk of file.bytes) {
    left -= chunk.byteLength;
    if (left < 0) throw wrongSize(file);
    yield chunk;
  }
  if (left > 0) throw wrongSize(file);
}

const wrongSize = ({ size }: StreamedFile): Error =>
  new Error(`a file of ${size} bytes came with another number of them`);
