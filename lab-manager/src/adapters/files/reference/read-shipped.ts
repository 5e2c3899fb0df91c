import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import type { Part } from './read-remote.ts';

/** From the files that come with the product: always the whole. */
export function readShipped(folder: string, url: string): Part {
  const file = join(folder, basename(url.slice('shipped:'.length)));
  return { from: 0, validator: undefined, chunks: createReadStream(file) as AsyncIterable<Buffer> };
}
