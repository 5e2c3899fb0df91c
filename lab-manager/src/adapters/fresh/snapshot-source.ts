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
} from '../../core/backup/fresh-machine.ts';
import { resolveLocation } from '../../core/backup/repository-place.ts';
import { printLocation } from '../../core/backup/location.ts';
import { parseManifest } from '../../core/backup/manifest.ts';
import { stagedInSnapshot, stagedManifest, stagedState } from '../../core/backup/staged-files.ts';
import { parseLabFile } from '../../core/labfile/parse-lab-file.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryLocation, Snapshot, SnapshotManifest } from '../../core/model/backup.ts';
import type { BackupRepository } from '../../core/ports.ts';
import { knownDamage } from './known-damage.ts';
import type { LabSource } from './lay-down.ts';

export interface SnapshotSourceOptions {
  /** The data root, by which the lab file's own folders are meant. */
  home: string;
  /** Where `repository` is. */
  location: RepositoryLocation;
  /** First digits of a snapshot; undefined: the newest that is whole. */
  wanted: string | undefined;
  /** Undefined: the only one that writes there. */
  lab: string | undefined;
}

export interface ChosenSnapshot {
  snapshot: Snapshot;
  source: LabSource;
  /** What was found wrong on the way to it, a sentence each. */
  told: readonly string[];
}

/** Of a repository that lost a disk nobody waits for one after the other. */
const mostAsked = 3;

/** What a snapshot says of itself. */
interface Described {
  snapshot: Snapshot;
  manifest: SnapshotManifest;
  /** What the restored lab will call the repository. */
  name: string;
}

/**
 * Where none is asked for by name one that can't be read is passed over, and one that the newest state of the lab knows to be
 * damaged. Throws what the repository throws, `backup.unknown_snapshot`, `backup.none_good`, `backup.newer`,
 * `backup.unknown_repository`.
 */
export async function snapshotSource(
  repository: BackupRepository,
  { home, location, wanted, lab }: SnapshotSourceOptions,
  signal: AbortSignal,
): Promise<ChosenSnapshot> {
  assertEmptyRoot(home, await readdir(home));
  const readIn = (id: string, path: string) => Readable.from(repository.read(id, path, signal));
  const described = async (snapshot: Snapshot): Promise<Described> => {
    const manifest = parseManifest(await text(readIn(snapshot.id, stagedInSnapshot(stagedManifest))));
    const labFile = await text(readIn(snapshot.id, '/lab.yaml'));
    return { snapshot, manifest, name: repositoryAt(labFile, location, home) };
  };
  /** By the newest state of the lab that can be read: also a snapshot that lacks something knows of the others. */
  const known = async (all: readonly Snapshot[], { snapshot, name }: Described) => {
    const ofLab = all.filter(({ labId }) => labId === snapshot.labId);
    for (const { id } of ofLab.toSorted((one, other) => other.takenAt - one.takenAt).slice(0, mostAsked))
      try {
        return await knownDamage(
          readIn(id, stagedInSnapshot(stagedState)),
          name,
          join(home, layingDown, 'known'),
        );
      } catch (error) {
        if (id === snapshot.id || !(error instanceof LabError)) throw error;
      }
    return [];
  };

  const chosen = async (all: readonly Snapshot[], told: readonly string[]): Promise<Described & Told> => {
    const newest = snapshotFor(all, { wanted, lab });
    try {
      const first = await described(newest);
      const damage = await known(all, first);
      const taken = snapshotFor(all, { wanted, lab, damage });
      const words = [...told, ...damageTold(taken, newest, damage)];
      return { ...(taken.id === newest.id ? first : await described(taken)), told: words };
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
  const { snapshot, manifest, name, told } = await chosen(
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
    return readFile(join(folder, 'lab.yaml'), 'utf8');
  };
  return { snapshot, told, source: { manifest, put, ask: { repository: name, snapshot: snapshot.id } } };
}

type Told = Pick<ChosenSnapshot, 'told'>;

const isUnreadable = (error: unknown): error is LabError =>
  error instanceof LabError && (error.code === 'backup.damaged' || error.code === 'backup.invalid_manifest');

/** What the restored lab will call the repository: it has to find it itself, to restore from it. */
function repositoryAt(labFile: string, location: RepositoryLocation, home: string): string {
  const parsed = parseLabFile(labFile);
  const known = 'ok' in parsed ? parsed.ok.backup.repositories : [];
  const place = printLocation(location);
  const found = known.find((it) => printLocation(resolveLocation(it.location, home)) === place);
  if (found !== undefined) return found.name;
  const places = known.map((it) => `${it.name} at ${printLocation(it.location)}`).join(', ');
  throw new LabError(
    'backup.unknown_repository',
    `The lab in this snapshot names no repository at ${place}.`,
    {
      hint: `It names ${places || 'none'}: bring the repository to that place (mount the disk there), then give that one.`,
    },
  );
}
