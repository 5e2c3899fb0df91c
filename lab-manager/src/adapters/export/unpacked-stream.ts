import { pipeline } from 'node:stream/promises';
import { damagedExport } from '../../core/backup/export-layout.ts';
import { startChild } from './run-child.ts';

/** A frame that asks for more memory than this to be unpacked is none of ours. */
export const zstdArguments = ['--decompress', '--quiet', '--stdout', '--memory=64MiB'];

/** What `chunks` hold, by zstd. Throws `export.damaged` where they are not whole, and what reading them throws. */
export async function* unpacked(
  name: string,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const zstd = startChild('zstd', zstdArguments, { stdin: 'pipe', stdout: 'pipe' });
  signal?.addEventListener('abort', zstd.kill, { once: true });
  const fed = feed(chunks, zstd.stdin);
  try {
    for await (const chunk of zstd.stdout ?? []) yield chunk as Buffer;
    const { status, lines } = await zstd.ended;
    const failure = await fed;
    if (failure !== undefined) throw failure;
    if (status !== 0)
      throw damagedExport(
        `${name} in it can’t be unpacked (${lines.at(-1) ?? `status ${status ?? 'none'}`})`,
      );
  } finally {
    signal?.removeEventListener('abort', zstd.kill);
    zstd.kill();
    // So that nothing reads the file any more once this has ended.
    await fed;
  }
}

/** Answers why it couldn't be read, where that is so: that the child no longer reads is the child's to tell. */
export async function feed(
  chunks: AsyncIterable<Buffer>,
  into: NodeJS.WritableStream | undefined,
): Promise<Error | undefined> {
  if (into === undefined) return undefined;
  let failure: Error | undefined;
  async function* watched(): AsyncGenerator<Buffer> {
    try {
      yield* chunks;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
  await pipeline(watched(), into).catch(() => undefined);
  return failure;
}
