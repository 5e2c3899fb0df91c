import { createWriteStream, type Stats } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';

/** A file appears when it is whole; a device or a pipe takes what comes as it comes. */
export interface DownloadTarget {
  path: string;
  kind: 'file' | 'stream' | 'stdout';
}

export interface TargetOptions {
  /** As given; - is stdout, a folder means a file of the resource's own name in it. */
  output: string;
  name: string;
  /** Write over a file that is there. */
  force: boolean;
}

export async function downloadTarget({ output, name, force }: TargetOptions): Promise<DownloadTarget> {
  if (output === '-') return { path: output, kind: 'stdout' };
  const meant = await lookAt(output);
  const path = meant?.isDirectory() ? join(output, basename(name)) : output;
  const there = meant?.isDirectory() ? await lookAt(path) : meant;
  if (there === undefined) return { path, kind: 'file' };
  if (there.isDirectory()) throw new CliError('client.usage', `${path} is a folder.`, { hint: elsewhere });
  if (!there.isFile()) return { path, kind: 'stream' };
  // Where a link leads, the file is replaced and the link stays.
  if (force) return { path: await realpath(path), kind: 'file' };
  throw new CliError('client.file_exists', `${path} is there already.`, {
    hint: `Write over it with --force. ${elsewhere}`,
  });
}

const elsewhere = 'Another place: -o FILE, or -o - for stdout.';

export async function save(
  body: Readable,
  { path, kind }: DownloadTarget,
  signal: AbortSignal,
): Promise<void> {
  const fill = (into: NodeJS.WritableStream) => filled(body, into, path, signal);
  if (kind === 'stdout') return fill(process.stdout);
  if (kind === 'stream') return fill(createWriteStream(path));
  // Under another name until it is whole, so that half a file is never taken for the result.
  const part = `${path}.${process.pid}.part`;
  try {
    await fill(createWriteStream(part, { flags: 'wx' }));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function filled(
  body: Readable,
  into: NodeJS.WritableStream,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(body, into, { end: into !== process.stdout, signal });
  } catch (error) {
    // Being stopped shows as whatever it breaks first.
    if (signal.aborted) throw new CliError('client.cancelled', 'The download was stopped.', { cause: error });
    if (isOfFiles(error)) throw unwritable(path, error);
    throw new CliError('client.unreachable', `The download broke off: ${(error as Error).message}.`, {
      hint: 'Start it again.',
      cause: error,
    });
  }
}

async function lookAt(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unwritable(path, error as Error);
  }
}

/** And not of the network, from which the body comes. */
function isOfFiles(error: unknown): error is Error {
  return ['open', 'write', 'close'].includes((error as NodeJS.ErrnoException).syscall ?? '');
}

function unwritable(path: string, cause: Error): CliError {
  return new CliError('client.unwritable', `Could not write ${path}: ${cause.message}.`, {
    hint: elsewhere,
    cause,
  });
}
