import { LabError } from '../core/model/lab-error.ts';
import { pause } from '../wake.ts';

/** Waits for `work` so long and no longer: a disk that doesn't answer must not stop what looks after the lab. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = pause(milliseconds, over.signal).then(() => {
    throw new LabError('files.failed', `Looking at the lab took more than ${milliseconds / 1000} s.`, {
      hint: 'Mostly a disk or a mount of this machine doesn’t answer: see what dmesg says.',
    });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
