import { join } from 'node:path';
import { labPaths } from '../../core/desired/paths.ts';
import type { JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';

/** A file of the lab's folder of exports, and nothing else. */
const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,190}\.tar$/;

/** Where an export of this name lies, absolute. Throws `request.invalid` for what is no name of one. */
export function exportPath(home: string, { file = '' }: Pick<JobParams, 'file'>): string {
  if (fileName.test(file)) return join(labPaths(home).exports, file);
  throw new LabError('request.invalid', 'That is not the name of an export.', {
    hint: 'Letters, digits, dots, dashes and underscores, with .tar at the end; it lies in backups/exports of the data root.',
    details: [{ path: 'file', message: 'has to be a file name that ends with .tar' }],
  });
}
