import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import {
  assertEmptyRoot,
  damageTold,
  layingDown,
  nameOf,
  snapshotFor,
  understood,
} from '../../core/backup/fresh-machine.ts';
import { parseManifest } from '../../core/backup/manifest.ts';
import { movedTo, namedAt, type FoundRepository } from '../../core/backup/repository-found.ts';
import { stagedInSnapshot, stagedManifest, stagedState } from '../../core/backup/staged-files.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type {
  RepositoryFile,
  RepositoryLocation,
  Snapshot,
  SnapshotManifest,
} from '../../core/model/backup.ts';
import type { BackupRepository, Clock, RepositorySecretsGiven } from '../../core/ports.ts';
import { knownRepositories, type KnownOf } from './known-repositories.ts';
import type { LabSource } from './lay-down.ts';
import { namePlace } from './name-place.ts';

export interface SnapshotSourceOptions {
  /** The data root, by which the lab file's own folders are meant. */
  home: string;
  /** Where `repository` is. */
  location: RepositoryLocation;
  /** First digits of a snapshot; undefined: the newest that is whole. */
  wanted: string | undefined;
  /** Undefined: the only one that writes there. */
  lab: string | undefined;
  /** What opens it there: the restored lab keeps it where its lab file named another place. */
  given: RepositorySecretsGiven;
  clock: Pick<Clock, 'now'>;
}

export interface ChosenSnapshot {
  snapshot: Snapshot;
  source: LabSource;
  /** What somebody has to know who restores it, a sentence each. */
  told: readonly string[];
}

/** Of a repository that lost a disk nobody waits for one after the other. */
const mostAsked = 3;
/** Sentences about what was passed over, in a refusal. */
const mostTold = 5;

/** What a snapshot says of itself. */
interface Described {
  snapshot: Snapshot;
  manifest: SnapshotManifest;
  /** As its lab file names them. */
  named: readonly RepositoryFile[];
}

/**
 * Where none is asked for by name one that can't be read is passed over, and one that the newest state of the lab knows to be
 * damaged. Throws what the repository throws, `backup.unknown_snapshot`, `backup.none_good`, `backup.newer`,
 * `backup.invalid_location`, `labfile.invalid`.
 */
export async function snapshotSource(
  repository: BackupRepository,
  { home, location, wanted, lab, given, clock }: SnapshotSourceOptions,
  signal: AbortSignal,
): Promise<ChosenSnapshot> {
  assertEmptyRoot(home, await readdir(home));
  const readIn = (id: string, path: string) => Readable.from(repository.read(id, path, signal));
  const described = async (snapshot: Snapshot): Promise<Described> => {
    const manifest = parseManifest(await text(readIn(snapshot.id, stagedInSnapshot(stagedManifest))));
    const labFile = await text(readIn(snapshot.id, '/lab.yaml'));
    return { snapshot, manifest, named: understood(labFile).backup.repositories };
  };
  /** By the newest state of the lab that can be read: also a snapshot that lacks something knows of the others. */
  const known = async (all: readonly Snapshot[], { snapshot }: Described): Promise<KnownOf> => {
    const ofLab = all.filter(({ labId }) => labId === snapshot.labId);
    for (const { id } of ofLab.toSorted((one, other) => other.takenAt - one.takenAt).slice(0, mostAsked))
      try {
        return await knownRepositories(
          readIn(id, stagedInSnapshot(stagedState)),
          join(home, layingDown, 'known'),
        );
      } catch (error) {
        if (id === snapshot.id || !(error instanceof LabError)) throw error;
      }
    return { repositories: [], damage: () => [] };
  };
  /** What the restored lab will call the repository: it has to find it itself, to restore from it. */
  const found = async ({ named }: Described, { repositories }: KnownOf): Promise<FoundRepository> => {
    const there = namedAt(named, location, home);
    if (there !== undefined) return there;
    const keys = (await repository.keys()).map(({ id }) => id);
    return movedTo(named, location, { home, known: repositories, keys });
  };

  const chosen = async (all: readonly Snapshot[], told: readonly string[]): Promise<Taken> => {
    const newest = tellingWhy(told, () => snapshotFor(all, { wanted, lab }));
    try {
      const first = await described(newest);
      const before = await known(all, first);
      const damage = before.damage((await found(first, before)).name);
      const taken = snapshotFor(all, { wanted, lab, damage });
      const last = taken.id === newest.id ? first : await described(taken);
      const place = await found(last, before);
      const words = [...told, ...damageTold(taken, newest, damage)];
      return { ...last, place, told: place.told === undefined ? words : [...words, place.told] };
    } catch (error) {
      if (wanted !== undefined || !isUnreadable(error)) throw error;
      const words = `The snapshot ${nameOf(newest)} can’t be read, and is passed over: ${error.message}`;
      return chosen(
        all.filter(({ id }) => id !== newest.id),
        [...told, words],
      );
    }
  };

  const listing = await repository.snapshots(signal);
  const { snapshot, manifest, place, told } = await chosen(
    listing.snapshots,
    listing.unreadable.map(
      (id) => `What the repository says of the snapshot ${id.slice(0, 8)} can’t be read.`,
    ),
  );
  const read = (path: string) => readIn(snapshot.id, path);
  const put = async (folder: string): Promise<string> => {
    const write = (from: string, to: string) =>
      pipeline(read(from), createWriteStream(join(folder, to), { flags: 'wx', mode: 0o600, flush: true }));
    await write('/lab.yaml', 'lab.yaml');
    await write(stagedInSnapshot(stagedState), 'state/lab.db');
    for (const part of ['secrets', 'ca']) {
      const target = join(folder, 'state', part);
      await mkdir(target, { mode: 0o700 });
      await repository.restore(
        { snapshot: snapshot.id, folder: `/state/${part}`, target },
        () => undefined,
        signal,
      );
    }
    if (place.place !== undefined) {
      const key = (await repository.keys()).find(({ current }) => current)?.id ?? '';
      const { name, isKnown } = place;
      await namePlace(folder, { name, place: place.place, isKnown, key, given, now: clock.now() });
    }
    return readFile(join(folder, 'lab.yaml'), 'utf8');
  };
  const ask = { repository: place.name, snapshot: snapshot.id };
  return { snapshot, told, source: { manifest, put, ask } };
}

type Taken = Described & Pick<ChosenSnapshot, 'told'> & { place: FoundRepository };

/** Where there is nothing left to take, what was found wrong on the way is the reason. */
function tellingWhy<T>(told: readonly string[], take: () => T): T {
  try {
    return take();
  } catch (error) {
    if (!(error instanceof LabError) || told.length === 0) throw error;
    const { code, message, hint = '' } = error;
    throw new LabError(code, [...told.slice(0, mostTold), message].join(' '), { hint, cause: error });
  }
}

const isUnreadable = (error: unknown): error is LabError =>
  error instanceof LabError && (error.code === 'backup.damaged' || error.code === 'backup.invalid_manifest');
