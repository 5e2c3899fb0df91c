import express, { type Request, type Response } from 'express';
import { LabError } from '../../core/model/lab-error.ts';
import { asLabError } from './json-body.ts';

const isForm = (request: { headers: { 'content-type'?: string | undefined } }): boolean =>
  /^application\/x-www-form-urlencoded *(; *charset=utf-8)?$/i.test(request.headers['content-type'] ?? '');

const read = express.urlencoded({ extended: false, limit: 8 * 1024, inflate: false, type: isForm });

/** What a form of one of the manager's own pages was filled in with. */
export async function formBody(request: Request, response: Response): Promise<unknown> {
  if (!isForm(request))
    throw new LabError('request.unsupported_media_type', 'The request’s body has to be a form’s.', {
      hint: 'Send it with the lab’s own page, or use the API.',
    });
  await new Promise<void>((resolve, reject) => {
    read(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(asLabError(error));
    });
  });
  return request.body as unknown;
}
