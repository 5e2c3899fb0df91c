import { DetailedError, Upload } from 'tus-js-client';
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

function problemOf(error: Error): Problem {
  if (!(error instanceof DetailedError)) return toProblem(error);
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
    retryDelays: [0, 1000, 3000, 5000, 10_000, 20_000],
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
