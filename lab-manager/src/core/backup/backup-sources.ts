import { kindOfService } from '../bricks/service-names.ts';
import type { DesiredService } from '../model/desired-state.ts';
import { codelabRuns, environmentNames, type EnvironmentName, type LabFile } from '../model/lab-file.ts';

/** A folder or file that a snapshot takes where it lies. */
export interface BackupSource {
  environment: EnvironmentName | undefined;
  /** What people call it: `data`, `workspace`. */
  words: string;
  /** Below the data root. */
  path: string;
  /** Whether a snapshot without it is lacking; else it is taken where it is there. */
  required: boolean;
  /** Whether people's own files lie in it, of which some may be left out. */
  ofData: boolean;
}

/** What is written for the snapshot alone: dumps, the manager's state, the manifest. */
export const stagingPath = 'backups/staging';

/** All that a snapshot takes, beside the databases, which are in what is staged. */
export function backupSources(labFile: LabFile): readonly BackupSource[] {
  return [
    ownSource('what is written for the snapshot', stagingPath),
    ownSource('the lab file', 'lab.yaml'),
    ownSource('secrets', 'state/secrets'),
    ownSource('the certificate authority', 'state/ca'),
    ...environmentNames
      .filter((name) => labFile.environments[name].enabled)
      .flatMap((name) => sourcesOf(name, labFile)),
  ];
}

/** Of those folders, the ones in which `leaveOut` of the lab file holds. */
export const dataSources = (sources: readonly BackupSource[]): readonly BackupSource[] =>
  sources.filter(({ ofData }) => ofData);

function sourcesOf(environment: EnvironmentName, labFile: LabFile): readonly BackupSource[] {
  const source = (name: string, words: string, required: boolean, ofData: boolean): BackupSource => ({
    environment,
    words,
    path: `environments/${environment}/${name}`,
    required,
    ofData,
  });
  const developed = codelabRuns(labFile);
  return [
    source('data', 'data', true, true),
    source('bricks', 'bricks', true, false),
    // They outlive a codelab that was switched off.
    ...(environment === 'dev'
      ? [
          source('workspace', 'workspace', developed, true),
          source('codelab', 'codelab’s files', developed, true),
        ]
      : []),
  ];
}

const ownSource = (words: string, path: string): BackupSource => ({
  ...{ environment: undefined, words, path },
  ...{ required: true, ofData: false },
});

/** What isn't in it although one might look for it, a sentence each. */
export function leftOutOf(labFile: LabFile): readonly string[] {
  const disabled = environmentNames.filter((name) => !labFile.environments[name].enabled);
  return [
    ...disabled.map(
      (name) => `The environment ${name} is disabled in the lab file: its databases and files are not in it.`,
    ),
    'The reference database and built bricks are not in it: an apply makes them anew.',
    ...(labFile.backup.leaveOut.length === 0
      ? []
      : [`Files that the lab file leaves out are not in it: ${labFile.backup.leaveOut.join(', ')}.`]),
  ];
}

/** The databases of enabled environments and of their bricks, running or not: a snapshot without one of them is lacking. */
export function dumpedDatabases(
  labFile: LabFile,
  services: readonly Pick<DesiredService, 'name' | 'environment'>[],
): readonly string[] {
  return services
    .filter(({ name, environment }) => {
      if (environment === undefined || !labFile.environments[environment].enabled) return false;
      return name === `${environment}-db` || kindOfService(name) === 'database';
    })
    .map(({ name }) => name);
}

/** Whether a path of a snapshot (absolute in it) is shown and handed out: never what the lab keeps to itself. */
export function isShown(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return false;
  const [first, second, third] = parts;
  return first !== 'state' && !(first === 'backups' && second === 'staging' && third === 'lab.db');
}
