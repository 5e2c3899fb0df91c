import { codelabRuns, environmentNames, type EnvironmentName, type LabFile } from '../model/lab-file.ts';
import { LabError } from '../model/lab-error.ts';
import { stagedInSnapshot, stagedState } from './staged-files.ts';

/** A folder of an environment that a snapshot takes where it lies. */
export interface BackupSource {
  environment: EnvironmentName;
  /** What people call it: `prod’s data`. */
  words: string;
  /** Below the data root. */
  path: string;
  /** Whether people's own files lie in it, of which some may be left out. */
  ofData: boolean;
  /** Whether only the codelab has it. */
  ofCodelab: boolean;
}

/** What is the lab's own, below the data root: what is written for the snapshot, the lab file, secrets and the authority. */
export const ownPaths: readonly string[] = ['backups/staging', 'lab.yaml', 'state/secrets', 'state/ca'];

/** All but that, beside the databases, which are in what is staged; also of what is switched off. */
export const environmentSources: readonly BackupSource[] = environmentNames.flatMap((name) => [
  source(name, 'data', `${name}’s data`, { ofData: true }),
  source(name, 'bricks', `${name}’s bricks`, {}),
  ...(name === 'dev'
    ? [
        source(name, 'workspace', 'the workspace', { ofData: true, ofCodelab: true }),
        source(name, 'codelab', 'the codelab’s files', { ofData: true, ofCodelab: true }),
      ]
    : []),
]);

/** Where databases lie. A snapshot takes no file of them: it has what is written out of them. */
export const databaseFolders: readonly Pick<BackupSource, 'environment' | 'words' | 'path'>[] =
  environmentNames.flatMap((environment) => [
    { environment, words: `${environment}’s database`, path: `environments/${environment}/db` },
    {
      environment,
      words: `the databases of ${environment}’s bricks`,
      path: `environments/${environment}/brick-db`,
    },
  ]);

/** Whatever a lab writes that may lie on a disk of its own, below the data root, which is one as well. */
export const writtenFolders: readonly string[] = [
  '',
  ...[...environmentSources, ...databaseFolders].map(({ path }) => path),
];

/** Whether a snapshot without it is lacking; else it is taken where it is there. */
export function isRequired({ environment, ofCodelab }: BackupSource, labFile: LabFile): boolean {
  return ofCodelab ? codelabRuns(labFile) : labFile.environments[environment].enabled;
}

function source(
  environment: EnvironmentName,
  name: string,
  words: string,
  { ofData = false, ofCodelab = false }: { ofData?: boolean; ofCodelab?: boolean },
): BackupSource {
  return { environment, words, path: `environments/${environment}/${name}`, ofData, ofCodelab };
}

/** What the lab keeps to itself, absolute in a snapshot. */
const hidden: readonly string[] = ['/state', stagedInSnapshot(stagedState)];

/** Whether a path of a snapshot (absolute in it) is shown and handed out: never what the lab keeps to itself. */
export function isShown(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return false;
  const plain = `/${parts.join('/')}/`;
  return !hidden.some((one) => plain.startsWith(`${one}/`));
}

/** For every door by which something of a snapshot is shown, handed out or put back by itself. Throws `backup.not_shown`. */
export function assertShown(path: string): void {
  if (isShown(path)) return;
  throw new LabError('backup.not_shown', 'What holds the lab’s secrets is not shown and not handed out.', {
    hint: 'It comes back with a restore of the whole lab: labctl backup restore SNAPSHOT lab.',
  });
}
