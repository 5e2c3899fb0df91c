import { DetailedError, Upload, type HttpRequest, type HttpResponse } from 'tus-js-client';
import { Problem, problemFromReply, toProblem } from '../../lib/problem.ts';
import { messages } from './messages.ts';

const endpoint = '/api/v1/uploads';

/** Pieces that fit well within the time any proxy between allows for one request. */
const chunkSize = 32 * 1024 * 1024;

interface Handlers {
  onProgress: (sent: number) => void;
  onDone: (resourceId: string | null) => void;
  onFailed: (problem: Problem) => void;
}

export interface Transfer {
  pause: () => Promise<void>;
  resume: () => void;
  /** Also drops what the lab has of it. */
  cancel: () => Promise<void>;
}

/**
 * Asked where to go on, the library takes every answer but a good one for the end of the upload and begins anew.
 * Only an upload that the lab no longer has is over: while glab restarts, or a session has ended, it has to wait.
 */
export function isOverForGood(status: number): boolean {
  return status === 404 || status === 410;
}

function keepResuming(request: HttpRequest, response: HttpResponse): void {
  const status = response.getStatus();
  const good = status >= 200 && status < 300;
  if (request.getMethod() !== 'HEAD' || good || isOverForGood(status)) return;
  throw problemFromReply(status, undefined);
}

function problemOf(error: Error): Problem {
  if (!(error instanceof DetailedError)) return toProblem(error);
  if (error.causingError instanceof Problem) return error.causingError;
  const response = error.originalResponse;
  if (response === null || response.getStatus() === 0) {
    return new Problem({
      title: messages.lost,
      hint: messages.lostHint,
      status: 0,
      code: 'network.unreachable',
    });
  }
  let body: unknown;
  try {
    body = JSON.parse(response.getBody());
  } catch {
    body = undefined;
  }
  return problemFromReply(response.getStatus(), body);
}

/** Sends a file by tus; one that was begun before, in this or another visit, goes on where it stopped. */
export async function beginTransfer(
  file: File,
  { onProgress, onDone, onFailed }: Handlers,
): Promise<Transfer> {
  const upload = new Upload(file, {
    endpoint,
    chunkSize,
    // About two minutes in all: as long as an environment may take to come back.
    retryDelays: [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000],
    onAfterResponse: keepResuming,
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, filetype: file.type },
    onProgress,
    onError: (error) => {
      onFailed(problemOf(error));
    },
    onSuccess: ({ lastResponse }) => {
      onDone(lastResponse.getHeader('Labstead-Resource') ?? null);
    },
  });
  const [previous] = await upload.findPreviousUploads();
  if (previous !== undefined) upload.resumeFromPreviousUpload(previous);
  upload.start();
  return {
    pause: () => upload.abort(),
    resume: () => {
      upload.start();
    },
    cancel: () => upload.abort(true),
  };
}
