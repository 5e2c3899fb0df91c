import type { SnapshotManifest } from '../model/backup.ts';
import type { JobParams } from '../model/job.ts';
import { LabError } from '../model/lab-error.ts';

/**
 * What lacks a database leaves today's beside the files of then, and what lacks a folder the other way round: nobody gets that
 * without having asked for it. Throws `backup.not_good`.
 */
export function assertWhole(
  { missing }: Pick<SnapshotManifest, 'missing'>,
  { lacking }: Pick<JobParams, 'lacking'>,
): void {
  if (missing.length === 0 || lacking === true) return;
  throw new LabError('backup.not_good', `This export lacks something: ${missing.join(' ')}`, {
    hint: 'Take one that is whole. To have what it does hold all the same, say so: --lacking; what it lacks stays as it is now.',
  });
}
