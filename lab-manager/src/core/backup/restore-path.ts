import type { EnvironmentName } from '../model/lab-file.ts';
import { LabError } from '../model/lab-error.ts';
import { assertShown, environmentSources } from './backup-sources.ts';

/** A file or folder of a snapshot that is put back by itself. */
export interface RestorePath {
  environment: EnvironmentName;
  /** Name of the part that it lies in, as `restoreParts` gives it. */
  part: string;
  /** Below that part: `results/table.csv`. */
  inside: string;
  /** Absolute in the snapshot, written in the one way. */
  path: string;
}

/**
 * What somebody asks for by its path in a snapshot, absolute. Throws `backup.not_shown` for what the lab keeps to itself and
 * `backup.refused_path` for what can't be put back by itself: the way of the path on the disk is for who follows it to check.
 */
export function readRestorePath(written: string): RestorePath {
  assertShown(written);
  const parts = written
    .split('/')
    .filter((part, index, all) => part !== '' || (index > 0 && index < all.length - 1));
  const isPlain =
    written.startsWith('/') && parts.every((part) => !['', '.'].includes(part)) && !/\p{Cc}/u.test(written);
  const path = `/${parts.join('/')}`;
  const source = environmentSources.find((one) => path.startsWith(`/${one.path}/`));
  if (!isPlain || source === undefined)
    throw new LabError(
      'backup.refused_path',
      'Only what lies in a folder of an environment is put back by itself.',
      {
        hint: 'Write a path such as /environments/prod/data/results; for all of an environment, name the environment.',
      },
    );
  const { environment } = source;
  const prefix = `environments/${environment}/`;
  return {
    environment,
    part: `${environment}-${source.path.slice(prefix.length)}`,
    inside: path.slice(source.path.length + 2),
    path,
  };
}
