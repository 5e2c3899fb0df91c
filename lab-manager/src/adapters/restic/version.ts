import { LabError } from '../../core/model/lab-error.ts';
import { compareVersions } from '../../core/versions.ts';

/**
 * Before it a look at a repository answers in no form that a program could read; before 0.17.1 a wrong key is told from
 * nothing else, and a repository that isn't there from none.
 */
const oldestVersion = '0.18.0';

export interface ResticVersion {
  /** As it says itself: `0.18.0`. */
  words: string;
  /** Quickest of all that makes data smaller; on tables of figures the default is slower, and larger. */
  compression: 'fastest' | 'auto';
}

/** What `restic version` printed. Throws `backup.engine_missing`. */
export function readVersion(printed: string): ResticVersion {
  const words = /^restic (\d+\.\d+\.\d+)/m.exec(printed)?.[1];
  if (words === undefined) throw unsupported('This restic doesn’t tell its version.');
  if (compareVersions(words, oldestVersion) < 0) throw unsupported(`This restic is ${words}.`);
  return { words, compression: compareVersions(words, '0.19.0') < 0 ? 'auto' : 'fastest' };
}

function unsupported(found: string): LabError {
  return new LabError('backup.engine_missing', `${found} Backups need ${oldestVersion} or newer.`, {
    hint: 'The lab manager’s image holds one: build or pull it anew (containers/images.sh ensure).',
  });
}
