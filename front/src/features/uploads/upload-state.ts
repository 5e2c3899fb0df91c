import type { Problem } from '../../lib/problem.ts';

export interface Upload {
  id: number;
  name: string;
  size: number;
  sent: number;
  status: 'waiting' | 'sending' | 'paused' | 'failed' | 'done';
  /** Bytes sent at past times, for the speed; the last few seconds. */
  samples: readonly Sample[];
  problem: Problem | null;
  resourceId: string | null;
}

export interface Sample {
  at: number;
  sent: number;
}

export type UploadEvent =
  | { type: 'added'; id: number; name: string; size: number }
  | { type: 'began'; id: number }
  | { type: 'progress'; id: number; sent: number; at: number }
  | { type: 'paused'; id: number }
  | { type: 'queued'; id: number }
  | { type: 'failed'; id: number; problem: Problem }
  | { type: 'done'; id: number; resourceId: string | null }
  | { type: 'removed'; id: number };

const windowMs = 8000;

export function uploadsReducer(uploads: readonly Upload[], event: UploadEvent): readonly Upload[] {
  if (event.type === 'added') {
    const { id, name, size } = event;
    const fresh = { sent: 0, status: 'waiting', samples: [], problem: null, resourceId: null } as const;
    return [...uploads, { id, name, size, ...fresh }];
  }
  if (event.type === 'removed') return uploads.filter(({ id }) => id !== event.id);
  return uploads.map((upload) => (upload.id === event.id ? change(upload, event) : upload));
}

function change(upload: Upload, event: Exclude<UploadEvent, { type: 'added' | 'removed' }>): Upload {
  switch (event.type) {
    case 'began':
      return { ...upload, status: 'sending', problem: null, samples: [] };
    case 'progress': {
      // The last report of a transfer may come after it was paused.
      if (upload.status !== 'sending') return upload;
      const samples = [...upload.samples, { at: event.at, sent: event.sent }];
      return { ...upload, sent: event.sent, samples: samples.filter(({ at }) => at >= event.at - windowMs) };
    }
    case 'paused':
      return upload.status === 'done' ? upload : { ...upload, status: 'paused', samples: [] };
    case 'queued':
      return { ...upload, status: 'waiting', problem: null };
    case 'failed':
      return { ...upload, status: 'failed', problem: event.problem, samples: [] };
    case 'done':
      return { ...upload, status: 'done', sent: upload.size, samples: [], resourceId: event.resourceId };
  }
}

/** Bytes a second over the last seconds; undefined while there is too little to tell. */
export function speed({ samples }: Pick<Upload, 'samples'>): number | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 1000) return undefined;
  return Math.max(0, ((last.sent - first.sent) * 1000) / (last.at - first.at));
}

/** Milliseconds still to go at this speed. */
export function timeLeft(upload: Pick<Upload, 'samples' | 'size' | 'sent'>): number | undefined {
  const rate = speed(upload);
  return rate === undefined || rate === 0 ? undefined : ((upload.size - upload.sent) * 1000) / rate;
}

/** Two at a time: more only share the same line. */
export function toBegin(uploads: readonly Upload[], atOnce = 2): readonly Upload[] {
  const sending = uploads.filter(({ status }) => status === 'sending').length;
  return uploads.filter(({ status }) => status === 'waiting').slice(0, Math.max(0, atOnce - sending));
}
