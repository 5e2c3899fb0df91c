import { join, posix } from 'node:path';
import { dataFolderOf, kindOfService } from '../bricks/service-names.ts';
import { owners } from '../desired/owners.ts';
import { labPaths } from '../desired/paths.ts';
import type { SnapshotManifest } from '../model/backup.ts';
import { readRestorePath } from './restore-path.ts';
import type { Owner } from '../model/desired-state.ts';
import { LabError } from '../model/lab-error.ts';
import { environmentNames, type EnvironmentName } from '../model/lab-file.ts';
import type { GenerationPart } from '../ports.ts';

/** A directory of an environment that a restore makes anew and puts in place, and who has to let go of it first. */
export interface PartOnDisk {
  /** Unique within the lab: `prod-data`, `dev-brick-db/sample_notes.notes`. */
  name: string;
  /** What people call it: `prod’s data`. */
  words: string;
  environment: EnvironmentName;
  /** The database that its dump is loaded into; undefined: a folder, taken as it lies in the snapshot. */
  database: string | undefined;
  generation: GenerationPart;
  /** Whether this service has it open, or works with what has. */
  isUsedBy(service: string): boolean;
}

type Held = Pick<SnapshotManifest, 'environments' | 'databases' | 'folders'>;

/**
 * What a restore of `lab`, an environment or a database swaps, of what the snapshot holds. What is the lab's own (`lab.yaml`,
 * `state`) is none of it. Throws `backup.not_in_snapshot`.
 */
export function restoreParts(home: string, held: Held, target: string): readonly PartOnDisk[] {
  const all = [...foldersIn(home, held), ...databasesIn(home, held)];
  const meant = all.filter(
    ({ environment, database }) => target === 'lab' || target === environment || target === database,
  );
  if (meant.length > 0) return meant;
  const there = [...held.environments, ...held.databases.map(({ service }) => service)];
  throw new LabError('backup.not_in_snapshot', `The snapshot does not hold ${target}.`, {
    hint: there.length === 0 ? 'It holds no environment at all.' : `It holds: ${there.join(', ')}.`,
  });
}

/** The file or folder of a snapshot that a path means, absolute in it. Throws as `readRestorePath`, and `backup.not_in_snapshot`. */
export function partOfPath(home: string, { folders }: Pick<Held, 'folders'>, path: string): PartOnDisk {
  const { part, inside } = readRestorePath(path);
  const found = partOfName(home, `${part}${within}${inside}`);
  const isHeld = folders.some((folder) => found?.generation.path === join(home, folder.path));
  if (found !== undefined && isHeld) return found;
  throw new LabError('backup.not_in_snapshot', `The snapshot does not hold ${path}.`, {
    hint: 'See what it holds: labctl backup browse.',
  });
}

/** Between the name of a part and the path of what is meant within it. */
const within = ':';

/** The part of that name, whatever snapshot it was restored from: to undo or confirm it no snapshot is asked. */
export function partOfName(home: string, name: string): PartOnDisk | undefined {
  const end = name.indexOf(within);
  if (end < 0) return wholePart(home, name);
  const part = wholePart(home, name.slice(0, end));
  const inside = name.slice(end + 1);
  const isBelow = inside.split('/').every((one) => !['', '.', '..'].includes(one));
  if (part === undefined || part.database !== undefined || !isBelow) return undefined;
  return {
    ...part,
    name,
    words: posix.join('/environments', part.environment, part.generation.name, inside),
    generation: { ...part.generation, inside },
    // By a rename, as somebody would who saves it anew: nobody has to let go of all of it.
    isUsedBy: () => false,
  };
}

function wholePart(home: string, name: string): PartOnDisk | undefined {
  const environment = environmentNames.find((one) => name.startsWith(`${one}-`));
  if (environment === undefined) return undefined;
  const folder = name.slice(environment.length + 1);
  if (isFolderName(folder)) return folderPart(home, environment, folder);
  const service =
    folder === 'db' ? `${environment}-db` : serviceOfFolder(environment, folder.replace(/^brick-db\//, ''));
  return service === undefined || !/^(db$|brick-db\/)/.test(folder)
    ? undefined
    : databasePart(home, environment, service);
}

interface Folder {
  words: string;
  owner: Owner;
  mode: number;
  users: readonly string[];
  /** Apps of bricks see it too. */
  apps: boolean;
}

/** As the desired state makes them. */
const folders: Readonly<Record<string, Folder>> = {
  data: { words: 'data', owner: owners.glab, mode: 0o700, users: ['glab'], apps: false },
  bricks: { words: 'bricks', owner: owners.manager, mode: 0o755, users: ['glab'], apps: true },
  workspace: {
    words: 'workspace',
    owner: owners.codelab,
    mode: 0o750,
    users: ['glab', 'codelab'],
    apps: true,
  },
  codelab: { words: 'codelab’s files', owner: owners.codelab, mode: 0o700, users: ['codelab'], apps: false },
};

const isFolderName = (name: string): boolean => Object.hasOwn(folders, name);

function foldersIn(home: string, held: Held): readonly PartOnDisk[] {
  return held.folders.flatMap(({ path }) => {
    const [, of, name = ''] = /^environments\/([a-z]+)\/([a-z]+)$/.exec(path) ?? [];
    const environment = environmentNames.find((one) => one === of);
    const part = environment === undefined ? undefined : folderPart(home, environment, name);
    return part === undefined ? [] : [part];
  });
}

function folderPart(home: string, environment: EnvironmentName, name: string): PartOnDisk | undefined {
  const folder = isFolderName(name) ? folders[name] : undefined;
  if (folder === undefined) return undefined;
  const { words, owner, mode, users, apps } = folder;
  return {
    name: `${environment}-${name}`,
    words: `${environment}’s ${words}`,
    environment,
    database: undefined,
    generation: { name, path: join(labPaths(home).environment(environment).root, name), owner, mode },
    isUsedBy: (service) =>
      users.some((user) => service === `${environment}-${user}`) || (apps && isApp(service, environment)),
  };
}

function databasesIn(home: string, held: Held): readonly PartOnDisk[] {
  return held.databases.flatMap(({ service, environment }) => databasePart(home, environment, service) ?? []);
}

function databasePart(home: string, environment: EnvironmentName, service: string): PartOnDisk | undefined {
  const { database, brickData } = labPaths(home).environment(environment);
  const ofBrick = dataFolderOf(service);
  if (ofBrick === undefined && service !== `${environment}-db`) return undefined;
  const name = ofBrick === undefined ? 'db' : `brick-db/${ofBrick}`;
  return {
    name: `${environment}-${name}`,
    words: ofBrick === undefined ? `${environment}’s database` : `the database ${service}`,
    environment,
    database: service,
    generation: {
      name,
      path: ofBrick === undefined ? database : join(brickData, ofBrick),
      owner: owners.database,
      mode: 0o700,
    },
    isUsedBy: (user) =>
      user === service ||
      user === `${environment}-glab` ||
      (ofBrick !== undefined && isApp(user, environment)),
  };
}

/** The other way round: `sample_notes.notes` to `dev-db-sample-notes-notes`. */
function serviceOfFolder(environment: EnvironmentName, folder: string): string | undefined {
  const [, brick, name] = /^([a-z][a-z0-9_]{0,31})\.([a-z][a-z0-9]{0,19})$/.exec(folder) ?? [];
  return brick === undefined || name === undefined
    ? undefined
    : `${environment}-db-${brick.replaceAll('_', '-')}-${name}`;
}

const isApp = (service: string, environment: EnvironmentName): boolean =>
  service.startsWith(`${environment}-`) && kindOfService(service) === 'app';
