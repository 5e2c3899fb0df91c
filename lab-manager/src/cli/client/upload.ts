import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DefaultHttpStack, Upload } from 'tus-js-client';
import { CliError } from '../cli-error.ts';
import type { GlabClient } from './glab-client.ts';

const chunkBytes = 32 * 1024 * 1024;

/** Uploads a file in chunks (tus 1.0.0), taking up an interrupted chunk where it broke; answers the resource's id. */
export async function upload(
  glab: GlabClient,
  file: string,
  onProgress: (sent: number, total: number) => void,
): Promise<string> {
  const { size } = await stat(file).catch((error: Error) => {
    throw new CliError('client.usage', `Could not read ${file}: ${error.message}.`, { cause: error });
  });
  return new Promise((resolve, reject) => {
    let resource: string | undefined;
    const sending = new Upload(createReadStream(file), {
      endpoint: glab.url('/uploads').href,
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
      onError: (error) => reject(asCliError(file, error)),
      onSuccess: () => (resource === undefined ? reject(noResource(file)) : resolve(resource)),
    });
    sending.start();
  });
}

function asCliError(file: string, error: Error): CliError {
  const status =
    'originalResponse' in error
      ? (error.originalResponse as { getStatus(): number } | null)?.getStatus()
      : undefined;
  return new CliError(
    status === undefined ? 'client.unreachable' : `http.${status}`,
    `Could not upload ${file}: ${error.message}`,
    {
      cause: error,
      ...(status === undefined ? {} : { httpStatus: status }),
    },
  );
}

function noResource(file: string): CliError {
  return new CliError(
    'client.unreachable',
    `${file} was sent, but the data lab did not say as which resource.`,
    { hint: 'labctl data list shows it.' },
  );
}
