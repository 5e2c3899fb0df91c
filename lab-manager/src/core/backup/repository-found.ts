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
type Known = readonly Pick<KnownRepository, 'name' | 'key' | 'code' | 'newCode'>[];

/** The one that the lab file names in this place. */
export function namedAt(all: Named, location: RepositoryLocation, home: string): FoundRepository | undefined {
  const place = printLocation(resolveLocation(location, home));
  const found = all.find((it) => printLocation(resolveLocation(it.location, home)) === place);
  return found && { name: found.name, place: found.location, isNamed: true, isKnown: true, told: undefined };
}

/**
 * One that is not where the lab file says: a folder that was carried, a server by another name. It is told by its keys, which no
 * other repository has; where the lab knew of none, by being the only one, or the only one of its kind. One that can't be told is
 * one more. Throws `backup.invalid_location` for a place that a lab can't use.
 */
export function movedTo(
  all: Named,
  location: RepositoryLocation,
  { home, known, keys }: { home: string; known: Known; keys: readonly string[] },
): FoundRepository {
  const place = asNamed(location, home);
  const objection = placeObjection(place, home);
  if (objection !== undefined)
    throw new LabError('backup.invalid_location', `The place of the repository ${objection.message}.`, {
      hint: `Move or copy it to ${home}/backups/repository, or to a folder below /mnt, and name that one.`,
    });
  const now = printLocation(place);
  const byKey = known.find((one) => keysOf(one).some((key) => keys.includes(key)));
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

const keysOf = ({ key, code, newCode }: Known[number]): readonly string[] =>
  [key, code?.key, newCode?.key].filter((it) => it !== undefined);

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
