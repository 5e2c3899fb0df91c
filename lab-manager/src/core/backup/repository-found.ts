import { posix } from 'node:path';
import type { RepositoryFile, RepositoryLocation } from '../model/backup.ts';
import { LabError } from '../model/lab-error.ts';
import type { KnownRepository } from '../ports.ts';
import { printLocation } from './location.ts';
import { placeObjection, resolveLocation } from './repository-place.ts';

/** Which of a lab's repositories it is that somebody found in a place. */
export interface FoundRepository {
  name: string;
  /** As the lab file names its place, or is to. */
  place: RepositoryLocation;
  /** Whether the lab file names it there already. */
  isNamed: boolean;
  /** Whether the lab's own key opens it: it is the very one that the lab knows. */
  isKnown: boolean;
  /** What was found out, a sentence; undefined: all is as the lab file says. */
  told: string | undefined;
}

type Named = readonly Pick<RepositoryFile, 'name' | 'location'>[];
type KnownKeys = Pick<KnownRepository, 'key' | 'code' | 'newCode'>;

export interface FoundBy {
  /** The data root, absolute. */
  home: string;
  /** What the lab knew of its repositories. */
  known: readonly (KnownKeys & Pick<KnownRepository, 'name'>)[];
  /** Ids of the keys of the one that was found. */
  keys: readonly string[];
}

/**
 * The one that the lab file names in this place, by that name. Another may have been carried there, as a copy that takes the
 * place of one that was lost: whether the lab's own key opens it only the keys tell.
 */
export function namedAt(
  all: Named,
  location: RepositoryLocation,
  { home, known, keys }: FoundBy,
): FoundRepository | undefined {
  const place = printLocation(resolveLocation(location, home));
  const found = all.find((it) => printLocation(resolveLocation(it.location, home)) === place);
  if (found === undefined) return undefined;
  const { name } = found;
  const isKnown = known.some((one) => one.name === name && keys.includes(one.key));
  return {
    ...{ name, place: found.location, isNamed: true, isKnown },
    told: isKnown
      ? undefined
      : `No key that the lab had of its repository ${name} opens what lies at ${printLocation(found.location)}: what opened it now does so from now on.`,
  };
}

/**
 * One that is not where the lab file says: a folder that was carried, a server by another name. It is told by its keys, which no
 * other repository has; where the lab knew of none, by being the only one, or the only one of its kind. One that can't be told is
 * one more. Throws `backup.invalid_location` for a place that a lab can't use.
 */
export function movedTo(
  all: Named,
  location: RepositoryLocation,
  { home, known, keys }: FoundBy,
): FoundRepository {
  const place = asNamed(location, home);
  const objection = placeObjection(place, home);
  if (objection !== undefined)
    throw new LabError('backup.invalid_location', `The place of the repository ${objection.message}.`, {
      hint: `Move or copy it to ${home}/backups/repository, or to a folder below /mnt, and name that one.`,
    });
  const now = printLocation(place);
  const byKey = known.find((one) => hasKeyOf(keys, one));
  const found = all.find(({ name }) => name === byKey?.name) ?? onlyOne(all, location);
  if (found === undefined) {
    const name = freeName(all);
    return {
      ...{ name, place, isNamed: false, isKnown: false },
      told: `Nobody can tell which repository of the lab file this is: it stands there as ${name}, at ${now}, from now on, beside the others.`,
    };
  }
  return {
    ...{ name: found.name, place, isNamed: false },
    isKnown: byKey?.name === found.name && keys.includes(byKey.key),
    told: `The lab file named its repository ${found.name} at ${printLocation(found.location)}: from now on it names it at ${now}.`,
  };
}

/** What lies in another place, or on a disk that may have been carried or copied: nobody has looked at it there. */
export const mayBeAnotherDisk = ({ place, isNamed }: Pick<FoundRepository, 'place' | 'isNamed'>): boolean =>
  !isNamed || place.kind === 'folder';

/** Whether a repository that has these keys is one that the lab knew: no other has any of them. */
export const hasKeyOf = (keys: readonly string[], { key, code, newCode }: KnownKeys): boolean =>
  [key, code?.key, newCode?.key].some((one) => one !== undefined && keys.includes(one));

function onlyOne(all: Named, { kind }: RepositoryLocation): Named[number] | undefined {
  const ofKind = all.filter(({ location }) => location.kind === kind);
  const [only, ...others] = all.length === 1 ? all : ofKind;
  return others.length === 0 ? only : undefined;
}

/** Below the data root, relative to it: a lab file doesn't know where that is. */
function asNamed(location: RepositoryLocation, home: string): RepositoryLocation {
  if (location.kind !== 'folder' || !location.path.startsWith(`${home}/`)) return location;
  return { kind: 'folder', path: posix.relative(home, location.path) };
}

function freeName(all: Named): string {
  const isTaken = (name: string): boolean => all.some((one) => one.name === name);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? 'restored' : `restored-${count}`;
    if (!isTaken(name)) return name;
  }
}
