import express, { type Request, type Response } from 'express';
import { LabError } from '../../core/model/lab-error.ts';

/** Not unpacked: a small compressed body may be a huge one. */
const read = express.json({ limit: 512 * 1024, inflate: false, type: isJson });

/** The body of a request that has to have one, as JSON of at most 512 kB. */
export async function jsonBody(request: Request, response: Response): Promise<unknown> {
  if (!isJson(request)) {
    throw new LabError('request.unsupported_media_type', 'The request’s body has to be JSON.', {
      hint: 'Send it with Content-Type: application/json.',
    });
  }
  await new Promise<void>((resolve, reject) => {
    read(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(asLabError(error));
    });
  });
  return request.body as unknown;
}

function isJson(request: { headers: { 'content-type'?: string | undefined } }): boolean {
  return /^application\/json *(; *charset=utf-8)?$/i.test(request.headers['content-type'] ?? '');
}

/** The reader's own errors carry a type and the status they mean. */
export function asLabError(error: unknown): unknown {
  if (!(error instanceof Error) || !('type' in error)) return error;
  switch (error.type) {
    case 'entity.too.large':
      return new LabError('request.too_large', 'The request’s body is larger than 512 kB.', {
        hint: 'Files go to the data lab, as uploads.',
        cause: error,
      });
    case 'entity.parse.failed':
      return new LabError('request.invalid', 'The request’s body is not valid JSON.', {
        hint: 'Send what /api/v1/openapi.json describes.',
        cause: error,
      });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new LabError('request.unsupported_media_type', 'The body has to be plain UTF-8 JSON.', {
        hint: 'Send it with Content-Type: application/json, and not compressed.',
        cause: error,
      });
    case 'request.aborted':
    case 'request.size.invalid':
      return new LabError('request.invalid', 'The request’s body ended early.', {
        hint: 'Send it again.',
        cause: error,
      });
    default:
      return error;
  }
}
