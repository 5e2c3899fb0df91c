import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { nameOf } from '../../core/backup/find-snapshot.ts';
import { damageTold, layingDown, snapshotFor, toComeTold } from '../../core/backup/fresh-machine.ts';
import { parseManifest } from '../../core/backup/manifest.ts';
import { movedTo, namedAt, type FoundRepository } from '../../core/backup/repository-found.ts';
import { stagedInSnapshot, stagedManifest, stagedState } from '../../core/backup/staged-files.ts';
import { newestByNow } from '../../core/backup/to-come.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type {
  RepositoryFile,
  RepositoryLocation,
  Snapshot,
  SnapshotManifest,
} from '../../core/model/backup.ts';
import type { BackupRepository } from '../../core/ports.ts';
import { knownByTheLab, nothingKnown, type KnownOf } from './known-by-the-lab.ts';
import { labFileOf, type LabFileOf } from './lab-file-of.ts';

/** What a choice is made among, and for whom. */
export interface Choice {
  repository: BackupRepository;
  /** The data root, by which the lab file's own folders are meant. */
  home: string;
  /** Where `repository` is. */
  location: RepositoryLocation;
  /** First digits of a snapshot; undefined: the newest that is whole. */
  wanted: string | undefined;
  /** Undefined: the only one that writes there. */
  lab: string | undefined;
  /** Epoch milliseconds, by the clock of this machine. */
  now: number;
  signal: AbortSignal;
}

/** What a snapshot says of itself. */
interface Described {
  snapshot: Snapshot;
  manifest: SnapshotManifest;
  /** As its lab file names them. */
  named: readonly RepositoryFile[];
  labFile: LabFileOf;
}

export interface TakenSnapshot {
  snapshot: Snapshot;
  manifest: SnapshotManifest;
  /** Text of the lab file that the lab comes back by. */
  labFile: string;
  /** What the restored lab will call the repository. */
  place: FoundRepository;
  /** All of that lab. */
  listed: readonly Snapshot[];
  /** What somebody has to know who restores it, a sentence each. */
  told: readonly string[];
}

/** Of a repository that lost a disk nobody waits for one after the other. */
const mostAsked = 3;
/** Sentences about what was passed over, in a refusal. */
const mostTold = 5;

/**
 * Where none is asked for by name one that can't be read is passed over, and one that the newest state of the lab knows to be
 * damaged. Throws what the repository throws, `backup.unknown_snapshot`, `backup.none_good`, `backup.newer`,
 * `backup.clock_implausible`, `backup.other_machine`, `backup.invalid_location`, `labfile.invalid`.
 */
export async function chooseSnapshot(choice: Choice): Promise<TakenSnapshot> {
  const { repository, wanted, lab, now, signal } = choice;
  const { snapshots, unreadable } = await repository.snapshots(signal);
  const told = unreadable.map(
    (id) => `What the repository says of the snapshot ${id.slice(0, 8)} can’t be read.`,
  );
  let left = snapshots;
  for (;;) {
    const newest = tellingWhy(told, () => snapshotFor(left, { wanted, lab, now }));
    try {
      const taken = await takenFrom(choice, left, newest);
      const listed = snapshots.filter(({ labId }) => labId === taken.snapshot.labId);
      return { ...taken, listed, told: [...told, ...taken.told] };
    } catch (error) {
      if (wanted !== undefined || !isUnreadable(error)) throw error;
      told.push(`The snapshot ${nameOf(newest)} can’t be read, and is passed over: ${error.message}`);
      left = left.filter(({ id }) => id !== newest.id);
    }
  }
}

/** The newest, or an older one where the lab knew it to be damaged. */
async function takenFrom(
  choice: Choice,
  left: readonly Snapshot[],
  newest: Snapshot,
): Promise<Omit<TakenSnapshot, 'listed'>> {
  const { wanted, lab, now } = choice;
  const first = await described(choice, newest);
  const known = await knownBy(choice, left, newest);
  const damage = known.damage((await placeOf(choice, first, known)).name);
  const snapshot = snapshotFor(left, { wanted, lab, now, damage });
  const { manifest, named, labFile } = snapshot.id === newest.id ? first : await described(choice, snapshot);
  const place = await placeOf(choice, { named }, known);
  const ofTime = wanted === undefined ? toComeTold(snapshot, now) : undefined;
  const told = [ofTime, ...damageTold(snapshot, newest, damage), labFile.told, place.told];
  return {
    ...{ snapshot, manifest, place, labFile: labFile.text },
    told: told.filter((sentence) => sentence !== undefined),
  };
}

async function described(choice: Choice, snapshot: Snapshot): Promise<Described> {
  const manifest = parseManifest(await text(readIn(choice, snapshot.id, stagedInSnapshot(stagedManifest))));
  const labFile = await labFileOf(choice.repository, choice.home, snapshot, choice.signal);
  return { snapshot, manifest, named: labFile.parsed.backup.repositories, labFile };
}

/**
 * By the newest state of the lab that can be read: also a snapshot that lacks something knows of the others. One that is taken though
 * it is of a time yet to come tells that this machine's clock is behind, or that no other state is meant.
 */
async function knownBy(choice: Choice, left: readonly Snapshot[], newest: Snapshot): Promise<KnownOf> {
  const ofLab = left.filter(({ labId }) => labId === newest.labId);
  const now = Math.max(choice.now, newest.takenAt);
  for (const { id } of newestByNow(ofLab, now).slice(0, mostAsked))
    try {
      return await knownByTheLab(
        readIn(choice, id, stagedInSnapshot(stagedState)),
        join(choice.home, layingDown, 'known'),
      );
    } catch (error) {
      if (id === newest.id || !(error instanceof LabError)) throw error;
    }
  return nothingKnown;
}

/** The restored lab has to find the repository itself, to restore from it. */
async function placeOf(
  { repository, location, home }: Choice,
  { named }: Pick<Described, 'named'>,
  { repositories }: KnownOf,
): Promise<FoundRepository> {
  const keys = (await repository.keys()).map(({ id }) => id);
  const by = { home, known: repositories, keys };
  return namedAt(named, location, by) ?? movedTo(named, location, by);
}

const readIn = ({ repository, signal }: Choice, id: string, path: string): Readable =>
  Readable.from(repository.read(id, path, signal));

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
