import { counted } from '../counted.ts';
import type { SnapshotManifest } from '../model/backup.ts';
import type { ErrorCode } from '../model/error-codes.ts';
import { LabError } from '../model/lab-error.ts';
import type { EnvironmentName } from '../model/lab-file.ts';
import type { Counted } from './counted-files.ts';

/** What only a snapshot itself can be the cause of. */
const ofTheSnapshot: ReadonlySet<ErrorCode> = new Set([
  'backup.damaged',
  'backup.invalid_manifest',
  'backup.not_in_snapshot',
  'backup.no_such_file',
  'backup.load_failed',
  'backup.differs',
  'backup.probe_failed',
]);

/**
 * Whether a drill that failed so says something about its snapshot. A full disk, an engine that is away or an environment
 * that was switched off since say nothing about it: whatever it was worth before, it still is.
 */
export const speaksOfSnapshot = (code: ErrorCode): boolean => ofTheSnapshot.has(code);

type Held = Pick<SnapshotManifest, 'environments' | 'databases' | 'folders'>;

/**
 * The environments whose glab has to answer before a snapshot counts as restored: all but those that were never started.
 * Throws `backup.probe_failed` where it couldn't, or where there is none at all: then nothing would be proved.
 */
export function toBeProbed({ environments, databases, folders }: Held): readonly EnvironmentName[] {
  const probed = environments.filter((name) => databases.some(({ service }) => service === `${name}-db`));
  const silent = environments.find(
    (name) => !probed.includes(name) && folders.some((one) => one.path === dataOf(name) && one.files > 0),
  );
  if (silent !== undefined)
    throw cannotAnswer(
      `${silent} has files in the snapshot, and no database that its glab could start with.`,
    );
  if (probed.length === 0) throw cannotAnswer('The snapshot holds no database that a glab could start with.');
  return probed;
}

const dataOf = (environment: EnvironmentName): string => `environments/${environment}/data`;

const cannotAnswer = (message: string): LabError =>
  new LabError('backup.probe_failed', message, {
    hint: 'Start the environment once, make a new snapshot with labctl backup now, and drill that.',
  });

/** What of a folder came back otherwise than the snapshot has it, a sentence; undefined: nothing. */
export function countDifference(words: string, held: Counted, restored: Counted): string | undefined {
  if (held.files !== restored.files)
    return `of ${words} ${counted(restored.files, 'file')} came back, and the snapshot has ${held.files}`;
  if (held.bytes !== restored.bytes)
    return `of ${words} ${counted(restored.bytes, 'byte')} came back, and the snapshot has ${held.bytes}`;
  return undefined;
}
