import type { Clock } from '../../core/ports/clock.ts';
import type { BackupProgress } from '../../core/ports/backups.ts';
import { numberOf, type Fields } from './fields.ts';

/** People can't read more than two a second, and each is sent to every console that is open. */
const betweenMs = 500;

/** Passes on what comes no sooner than that after the last. */
export function seldom<T>(clock: Clock, tell: (it: T) => void): (it: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (it) => {
    const now = clock.monotonic();
    if (now - last < betweenMs) return;
    last = now;
    tell(it);
  };
}

/** Of a message `status`; what restic leaves out is zero. */
export function backupProgress(status: Fields): BackupProgress {
  return {
    fraction: numberOf(status, 'percent_done'),
    filesDone: numberOf(status, 'files_done') ?? 0,
    bytesDone: numberOf(status, 'bytes_done') ?? 0,
    bytesTotal: numberOf(status, 'total_bytes'),
    secondsLeft: numberOf(status, 'seconds_remaining'),
  };
}

/** What was there already, of an earlier attempt, counts as done. */
export function restoreProgress(status: Fields): BackupProgress {
  const sum = (...names: string[]): number =>
    names.reduce((total, name) => total + (numberOf(status, name) ?? 0), 0);
  return {
    fraction: numberOf(status, 'percent_done'),
    filesDone: sum('files_restored', 'files_skipped'),
    bytesDone: sum('bytes_restored', 'bytes_skipped'),
    bytesTotal: numberOf(status, 'total_bytes'),
    secondsLeft: undefined,
  };
}
