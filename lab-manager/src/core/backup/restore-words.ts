import { counted } from '../counted.ts';
import { enumerate } from '../enumerate.ts';
import type { SnapshotManifest } from '../model/backup.ts';
import { environmentNames, type EnvironmentName } from '../model/lab-file.ts';
import { roundBytes } from '../units.ts';
import { sumRows } from './digest-difference.ts';
import { lackingOf, type Meant } from './lacking.ts';
import { probedEnvironments } from './probed.ts';
import { restoreParts, type PartOnDisk } from './restore-parts.ts';
import { readRestorePath } from './restore-path.ts';

export interface RestoreWords {
  /** What would be restored: `the whole lab`, `prod`, `the database prod-db`, `/environments/prod/data/a`. */
  words: string;
  environments: readonly EnvironmentName[];
  /** What makes it a restore by halves, a sentence each: it has to be asked for explicitly. */
  lacking: readonly string[];
  /** What would be done, a sentence each, in that order. */
  steps: readonly string[];
}

interface AskedFor {
  target: string;
  path: string | undefined;
  /** Environments of which nothing is there to be started or stopped, since they are disabled. */
  without: readonly EnvironmentName[];
}

/** What a restore would do, before anybody asks for it. Throws `backup.not_in_snapshot`, and what `readRestorePath` throws. */
export function restoreWords(manifest: SnapshotManifest, { target, path, without }: AskedFor): RestoreWords {
  if (path !== undefined) return ofPath(path);
  // Only what they are called counts here, not where they lie on this machine.
  const parts = restoreParts('/', manifest, target);
  const environments = [...new Set(parts.map(({ environment }) => environment))];
  const hasDatabase = parts.some(({ database }) => database !== undefined);
  const isThere = (environment: EnvironmentName): boolean => !without.includes(environment);
  const lacking = lackingOf(manifest, { target });
  return {
    words: meantWords({ target }),
    environments,
    lacking,
    steps: [
      `Beside what is in use, ${enumerate(parts.map((part) => made(part, manifest)))} ${parts.length === 1 ? 'is' : 'are'} made anew.`,
      ...(hasDatabase
        ? [
            'Each database is loaded into one of its own, and compared with what the snapshot says, row by row.',
          ]
        : []),
      ...probed(parts.filter(({ environment }) => isThere(environment))),
      ...swapped(environments.filter(isThere)),
      ...notThere(environments.filter((environment) => !isThere(environment))),
      ...(target === 'lab' ? ['The lab file, accounts and keys stay as they are now.'] : []),
      ...[...new Set([...manifest.missing, ...lacking])].map(
        (sentence) => `The snapshot is not whole: ${sentence}`,
      ),
    ],
  };
}

function ofPath(written: string): RestoreWords {
  const { environment, path } = readRestorePath(written);
  const environments = [environment];
  return {
    words: path,
    environments,
    lacking: [],
    steps: [
      `${path} is made anew beside what is in use.`,
      'Nothing stops for it: what was restored takes that place as if somebody had saved it, and what was there is put aside.',
      ...aside,
      'Databases stay as they are now: what they say of these files may differ.',
    ],
  };
}

/** Of each environment that gets more than the database of a brick. */
function probed(parts: readonly PartOnDisk[]): readonly string[] {
  const hasOwn = (environment: EnvironmentName): boolean =>
    parts.some(({ database }) => database === `${environment}-db`);
  const environments = probedEnvironments(parts);
  const [whole, others] = [environments.filter(hasOwn), environments.filter((it) => !hasOwn(it))];
  return [
    ...(whole.length === 0
      ? []
      : [`Then glab of ${enumerate(whole)} is started on it, in a network of its own, and has to answer.`]),
    ...(others.length === 0
      ? []
      : [
          `Glab of ${enumerate(others)} is started on it with a copy of the database as it is now, and has to answer.`,
        ]),
  ];
}

const swapped = (environments: readonly EnvironmentName[]): readonly string[] => [
  environments.length === 0
    ? 'Only then is what was restored put in place, and what was there aside.'
    : `Only then does what uses it in ${enumerate(environments)} stop, for seconds: what was restored is put in place, and what was there aside.`,
  ...aside,
];

const notThere = (environments: readonly EnvironmentName[]): readonly string[] =>
  environments.map(
    (name) =>
      `As ${name} is disabled, nothing of it is started or stopped for that, and no glab is asked about it.`,
  );

const aside = [
  'What was there stays until you confirm the restore, and takes its room on the disk; until then it can be undone.',
  'What was written since the snapshot was made is not in it.',
];

/** What is restored, before anybody asks for it and in the job that does it. Throws what `readRestorePath` throws. */
export function meantWords({ target, path }: Meant): string {
  if (path !== undefined) return readRestorePath(path).path;
  if (target === 'lab') return 'the whole lab';
  return environmentNames.some((name) => name === target) ? target : `the database ${target}`;
}

/** `prod’s data (512 files, 1.2 GiB)`, `prod’s database (12 tables, 3400 rows)` */
function made({ words, database, environment, generation }: PartOnDisk, held: SnapshotManifest): string {
  const dump = held.databases.find(({ service }) => service === database);
  if (dump !== undefined) {
    return `${words} (${counted(dump.digest.tables.length, 'table')}, ${counted(sumRows(dump.digest), 'row')})`;
  }
  const path = `environments/${environment}/${generation.name}`;
  const folder = held.folders.find((one) => one.path === path);
  return folder === undefined
    ? words
    : `${words} (${counted(folder.files, 'file')}, ${roundBytes(folder.bytes)})`;
}
