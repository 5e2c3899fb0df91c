import { counted } from '../counted.ts';
import type { BackupSummary } from '../ports/backups.ts';
import { roundBytes } from '../units.ts';
import type { Counted } from './counted-files.ts';

/**
 * What somebody wrote or took away while files were read, a sentence; undefined: nothing that the sums tell, or what is not
 * there could not be read, which is said anyway.
 */
export function readDifference(before: Counted, read: Read): string | undefined {
  if (read.unread.length > 0) return undefined;
  const files = read.filesProcessed - before.files;
  const bytes = read.bytesProcessed - before.bytes;
  const differences = [
    ...(files === 0 ? [] : [`${counted(Math.abs(files), 'file')} ${files > 0 ? 'more' : 'fewer'}`]),
    ...(bytes === 0 ? [] : [`${roundBytes(Math.abs(bytes))} ${bytes > 0 ? 'more' : 'less'}`]),
  ];
  if (differences.length === 0) return undefined;
  return (
    `Files changed while they were read: there was ${differences.join(' and ')} than counted just before, so that what belongs ` +
    `together may be of different moments.`
  );
}

type Read = Pick<BackupSummary, 'filesProcessed' | 'bytesProcessed' | 'unread'>;
