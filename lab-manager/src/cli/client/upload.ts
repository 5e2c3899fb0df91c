import { basename } from 'node:path';
import { DefaultHttpStack, Upload, type DetailedError } from 'tus-js-client';
import { CliError } from '../cli-error.ts';
import { FileSource } from './file-source.ts';
import type { GlabClient } from './glab-client.ts';
import { problemOf } from './problem.ts';

const chunkBytes = 32 * 1024 * 1024;

export interface UploadOptions {
  signal: AbortSignal;
  onProgress(sent: number, total: number): void;
}

/** Uploads a file in chunks (tus 1.0.0), taking up an interrupted chunk where it broke; answers the resource's id. */
export async function upload(
  glab: Pick<GlabClient, 'url' | 'lab'>,
  file: string,
  options: UploadOptions,
): Promise<string> {
  const source = await FileSource.of(file);
  try {
    return await sent(glab, file, source, options);
  } finally {
    await source.close();
  }
}

function sent(
  glab: Pick<GlabClient, 'url' | 'lab'>,
  file: string,
  source: FileSource,
  { signal, onProgress }: UploadOptions,
): Promise<string> {
  const endpoint = glab.url('/uploads');
  const { size } = source;
  const slice = source.slice.bind(source);
  return new Promise((resolve, reject) => {
    let resource: string | undefined;
    // Its types know the sources of browsers alone.
    const sending = new Upload(source as never, {
      endpoint: endpoint.href,
      // It is closed below, whatever becomes of the upload.
      fileReader: { openFile: () => Promise.resolve({ size, slice, close: () => undefined }) },
      uploadSize: size,
      chunkSize: chunkBytes,
      retryDelays: [500, 1000, 2000, 4000, 8000, 16_000],
      metadata: { filename: basename(file) },
      headers: glab.lab.authorization(),
      httpStack: new DefaultHttpStack({ agent: glab.lab.agent }),
      onProgress,
      onAfterResponse: (_request, response) => {
        resource = response.getHeader('Labstead-Resource') ?? resource;
      },
      onError: (error) => reject(asCliError(endpoint.host, file, error)),
      onSuccess: () => (resource === undefined ? reject(noResource(file)) : resolve(resource)),
    });
    source.onFailure = (error) => void discard(sending).then(() => reject(error));
    const stop = () => void discard(sending).then((gone) => reject(cancelled(file, gone)));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    else sending.start();
  });
}

/** Stops it, and answers whether the lab has dropped what it got. */
async function discard(sending: Upload): Promise<boolean> {
  await sending.abort();
  if (sending.url === null) return true;
  // Few retries: who pressed Ctrl-C waits for this.
  const options = { ...sending.options, retryDelays: [500, 1000] };
  return Upload.terminate(sending.url, options).then(
    () => true,
    () => false,
  );
}

function cancelled(file: string, gone: boolean): CliError {
  const rest = gone ? 'What was sent is discarded.' : 'The lab drops what was sent when its time is over.';
  return new CliError('client.cancelled', `The upload of ${file} was stopped. ${rest}`);
}

function asCliError(host: string, file: string, error: Error | DetailedError): CliError {
  const answer = 'originalResponse' in error ? error.originalResponse : null;
  if (!answer)
    return new CliError('client.unreachable', `Could not upload ${file}: ${error.message}`, { cause: error });
  const { code, message, hint, details } = problemOf(host, answer.getStatus(), answer.getBody());
  return new CliError(code, `Could not upload ${file}: ${message}`, {
    httpStatus: answer.getStatus(),
    hint,
    details,
    cause: error,
  });
}

function noResource(file: string): CliError {
  return new CliError(
    'client.unreachable',
    `${file} was sent, but the data lab did not say as which resource.`,
    { hint: 'labctl data list shows it.' },
  );
}
