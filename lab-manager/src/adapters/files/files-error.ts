import { LabError } from '../../core/model/lab-error.ts';

const hints: Readonly<Record<string, string>> = {
  ENOSPC:
    'Free some space on this disk. What the lab does by itself goes on then; what was asked for has to be asked for again.',
  EDQUOT: 'Raise the quota of this file system or free some space.',
  EROFS: 'The file system is read-only: check the disk (dmesg) and mount it writable.',
  EACCES: 'The manager must own the data root: check its owner and mode.',
  EPERM: 'The manager must own the data root: check its owner and mode.',
  EEXIST: 'Something else lies where the lab has to write: look what it is, and take it away.',
  EIO: 'The disk reports errors: check it (dmesg, smartctl) before anything else.',
};

/** The system's own error as one sentence that names the path and what to do. */
export function filesError(action: string, path: string, cause: unknown): LabError {
  if (cause instanceof LabError) return cause;
  const code = systemCode(cause);
  const low = code === 'ENOSPC' || code === 'EDQUOT';
  return new LabError(low ? 'disk.low' : 'files.failed', `Could not ${action} ${path}: ${reason(cause)}.`, {
    cause,
    hint: hints[code] ?? 'See the cause in the manager’s log.',
  });
}

/** Runs it; what it throws is told as `filesError` does. */
export async function explained<T>(action: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw filesError(action, path, error);
  }
}

export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
