import { credentialVariables } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryAccess } from '../../core/ports/backups.ts';

type Variables = Readonly<Record<string, string>>;

export interface ChildFolders {
  /** What restic keeps of repositories so that it needn't fetch it again. */
  cache: string;
  /** Packs that are being made, up to some hundred megabytes: not in memory. */
  temporary: string;
}

export interface ChildBounds {
  /** Processors it may use at once. */
  processors: number;
  /** Bytes at which it collects its garbage at all cost. */
  memoryBytes: number;
}

/** What is copied from. */
export interface CopySource {
  source: RepositoryAccess | undefined;
  /** Holds its address and its login; undefined: that is among the credentials. */
  addressFile: string | undefined;
}

/** The manager's own variables that a child gets: how to reach the network, and whose certificates to believe. */
const inherited = [
  'PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

const credentialNames: ReadonlySet<string> = new Set(credentialVariables);

/** All that a child's environment holds; passwords are names of files. */
export function childEnvironment(
  own: NodeJS.ProcessEnv,
  folders: ChildFolders,
  bounds: ChildBounds,
  access: RepositoryAccess,
  from: CopySource = { source: undefined, addressFile: undefined },
): Record<string, string> {
  const { source, addressFile } = from;
  return {
    ...taken(own),
    HOME: folders.cache,
    TMPDIR: folders.temporary,
    // Times are written to restic, and read from it, without a zone.
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    GOMAXPROCS: String(bounds.processors),
    GOMEMLIMIT: String(bounds.memoryBytes),
    RESTIC_CACHE_DIR: folders.cache,
    RESTIC_PROGRESS_FPS: '2',
    RESTIC_PASSWORD_FILE: access.passwordFile,
    ...(source === undefined ? {} : { RESTIC_FROM_PASSWORD_FILE: source.passwordFile }),
    ...(addressFile === undefined ? {} : { RESTIC_FROM_REPOSITORY_FILE: addressFile }),
    ...credentials(access, from),
  };
}

const taken = (own: NodeJS.ProcessEnv): Variables =>
  Object.fromEntries(
    inherited.flatMap((name) => {
      const value = own[name];
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );

/** One process has one set of variables: two repositories that need different values of the same can't be in it. */
function credentials(access: RepositoryAccess, { source, addressFile }: CopySource): Variables {
  for (const repository of [access, source]) {
    for (const name of Object.keys(repository?.credentials ?? {})) {
      if (!credentialNames.has(name)) throw unknownCredential(name, repository?.name ?? '');
    }
  }
  const from = addressFile === undefined ? (source?.credentials ?? {}) : {};
  const both = Object.keys(from).filter((name) => name in access.credentials);
  if (source !== undefined && both.some((name) => from[name] !== access.credentials[name]))
    throw twoCredentials(access, source);
  return { ...from, ...access.credentials };
}

const unknownCredential = (name: string, repository: string): LabError =>
  new LabError(
    'backup.failed',
    `The credentials of the repository ${repository} hold ${name}, which isn't one.`,
    {
      hint: `A credential is one of ${credentialVariables.join(', ')}. Give the credentials anew.`,
    },
  );

const twoCredentials = (access: RepositoryAccess, source: RepositoryAccess): LabError =>
  new LabError(
    'backup.copy_impossible',
    `The repository ${access.name} can't be filled from ${source.name}: both are reached in the same way, with different credentials.`,
    {
      hint: 'Give both the same credentials, or fill this one from a repository in a folder, behind SFTP or on a REST server.',
    },
  );
