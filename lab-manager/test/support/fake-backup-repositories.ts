import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { printLocation } from '../../src/core/backup/location.ts';
import { readSnapshotTags, repairedTag } from '../../src/core/backup/snapshot-tags.ts';
import type { Snapshot } from '../../src/core/model/backup.ts';
import type { ErrorCode } from '../../src/core/model/error-codes.ts';
import { LabError } from '../../src/core/model/lab-error.ts';
import type {
  BackupProgress,
  BackupRepositories,
  BackupRepository,
  BackupRequest,
  BackupSummary,
  CheckOutcome,
  FoundDamage,
  RepositoryAccess,
  SnapshotEntry,
  SnapshotListing,
} from '../../src/core/ports.ts';
import { entriesBelow, lookInto, writeBack, type Thing } from './fake-snapshot-files.ts';
import { FakeUses } from './fake-uses.ts';

interface Kept {
  id: string;
  tags: readonly string[];
  host: string;
  at: number;
  original: string | undefined;
  /** By its path, absolute in the snapshot. */
  things: ReadonlyMap<string, Thing>;
  counted: Pick<BackupSummary, 'filesProcessed' | 'bytesProcessed' | 'bytesAdded'>;
}

interface Blob {
  content: Buffer;
  /** Bits of it flipped. */
  damaged: boolean;
}

/** Bytes; a larger file is cut into pieces, at other places in each repository that wasn't made as a copy. */
const mostInOnePiece = 512 * 1024;

/** What lies at one place. */
class FakePlace {
  /** How it cuts files: what was made with others has other pieces of the same file. */
  cuts = '';
  readonly keys = new Map<string, { password: string }>();
  readonly snapshots = new Map<string, Kept>();
  readonly blobs = new Map<string, Blob>();
  /** Somebody who is gone left one. */
  locked = false;
  indexLost = false;
  /** Ids of snapshots whose own file is rotten. */
  readonly rotten = new Set<string>();
  /** So many looks at a part of it tell of damage that isn't there: the way there failed. */
  hiccups = 0;
  /** Parts that were read to their end, in order. */
  readonly partsRead: number[] = [];
}

/**
 * Repositories in memory, held to the truth by the conformance suite that real ones pass as well. What is in a file is kept once,
 * by its checksum, as real ones keep it: so that damage stays where it is, and a new snapshot refers to it.
 */
export class FakeBackupRepositories implements BackupRepositories {
  readonly uses: FakeUses;
  /** Of each restore, whether what it wrote was to be read once more. */
  readonly readsBack: boolean[] = [];
  /** Absolute paths of files that nobody can read. */
  readonly unreadable = new Set<string>();
  readonly #places = new Map<string, FakePlace>();

  constructor(uses = new FakeUses()) {
    this.uses = uses;
  }

  open(access: RepositoryAccess): BackupRepository {
    return new FakeRepository(this, access);
  }

  /** What lies there, whether or not it was made. */
  place({ location }: Pick<RepositoryAccess, 'location'>): FakePlace {
    const name = printLocation(location);
    const place = this.#places.get(name) ?? new FakePlace();
    this.#places.set(name, place);
    return place;
  }

  /** Of the folder at this absolute path. */
  at(path: string): FakePlace {
    return this.place({ location: { kind: 'folder', path } });
  }

  /** Flips bits of what a file holds in the newest snapshot that has it; answers the part of `parts` that this is in. */
  damage(path: string, file: string, parts: number): number {
    const place = this.at(path);
    const found = [...place.snapshots.values()].map(({ things }) => things.get(file)?.blob).findLast(Boolean);
    const blob = place.blobs.get(found ?? '');
    if (found === undefined || blob === undefined) throw new Error(`there is no ${file} in ${path}`);
    blob.damaged = true;
    return partOf(found, parts);
  }
}

const partOf = (sha: string, parts: number): number => (Number.parseInt(sha.slice(0, 8), 16) % parts) + 1;
const newId = (): string => randomBytes(32).toString('hex');

class FakeRepository implements BackupRepository {
  readonly #all: FakeBackupRepositories;
  readonly #access: RepositoryAccess;

  constructor(all: FakeBackupRepositories, access: RepositoryAccess) {
    this.#all = all;
    this.#access = access;
  }

  async init(signal?: AbortSignal, source?: RepositoryAccess): Promise<void> {
    const place = this.#all.place(this.#access);
    if (place.keys.size > 0) {
      await this.#opened('init', signal);
      return;
    }
    const from = source && (await new FakeRepository(this.#all, source).#opened('read', signal));
    await this.#all.uses.reach(`init:${this.#access.name}`);
    place.cuts = from?.place.cuts ?? newId();
    place.keys.set(newId(), { password: await this.#password() });
    await this.#all.uses.reach(`init:${this.#access.name}.made`);
  }

  async test(signal?: AbortSignal): Promise<void> {
    await this.#opened('test', signal);
  }

  async addKey(passwordFile: string): Promise<string> {
    const { place } = await this.#opened('addKey');
    const id = newId();
    place.keys.set(id, { password: await readFile(passwordFile, 'utf8') });
    await this.#all.uses.reach(`addKey:${this.#access.name}.added`);
    return id;
  }

  async removeKey(key: string): Promise<void> {
    const { place, current } = await this.#opened('removeKey');
    if (key === current) throw failed('That key opened it.');
    place.keys.delete(key);
  }

  async keys() {
    const { place, current } = await this.#opened('keys');
    return [...place.keys.keys()].map((id) => ({ id, current: id === current }));
  }

  async backup(
    request: BackupRequest,
    onProgress: (progress: BackupProgress) => void,
    signal?: AbortSignal,
  ): Promise<BackupSummary> {
    const { place } = await this.#opened('backup', signal);
    const { things, unread } = await lookInto(request, this.#all.unreadable, (content) =>
      store(place, content),
    );
    if (things.size === 0) throw failed('There is nothing that it should hold.');
    const files = [...things.values()].filter(({ type }) => type === 'file');
    const before = [...place.snapshots.values()].at(-1)?.things;
    const isNew = (path: string): boolean => before?.has(path) !== true;
    const isChanged = (path: string, { blob }: Thing): boolean => before?.get(path)?.blob !== blob;
    const paths = [...things].filter(([, { type }]) => type === 'file');
    const bytesProcessed = files.reduce((sum, { size }) => sum + size, 0);
    onProgress({
      fraction: 1,
      filesDone: files.length,
      bytesDone: bytesProcessed,
      bytesTotal: undefined,
      secondsLeft: 0,
    });
    cancelled(signal);
    const id = newId();
    const counted = { filesProcessed: files.length, bytesProcessed, bytesAdded: 0 };
    const { tags, at } = request;
    place.snapshots.set(id, { id, tags, host: this.#access.host, at, original: undefined, things, counted });
    await this.#all.uses.reach(`backup:${this.#access.name}.written`);
    return {
      snapshot: id,
      filesNew: paths.filter(([path]) => isNew(path)).length,
      filesChanged: paths.filter(([path, thing]) => !isNew(path) && isChanged(path, thing)).length,
      ...counted,
      unread,
    };
  }

  async retag(snapshot: string, tags: readonly string[], signal?: AbortSignal): Promise<string> {
    const { place } = await this.#opened('retag', signal);
    const found = this.#snapshot(place, snapshot);
    const id = newId();
    place.snapshots.set(id, { ...found, id, tags, original: found.original ?? snapshot });
    await this.#all.uses.reach(`retag:${this.#access.name}.written`);
    place.snapshots.delete(snapshot);
    return id;
  }

  async snapshots(signal?: AbortSignal): Promise<SnapshotListing> {
    const { place } = await this.#opened('snapshots', signal);
    return {
      snapshots: [...place.snapshots.values()]
        .filter(({ id }) => !place.rotten.has(id))
        .flatMap((one) => asSnapshot(one, this.#access.name) ?? [])
        .sort((one, other) => one.takenAt - other.takenAt),
      unreadable: [...place.rotten],
    };
  }

  async *list(snapshot: string, folder: string, recursive = false): AsyncIterable<SnapshotEntry> {
    const { place } = await this.#opened('list');
    yield* entriesBelow(this.#snapshot(place, snapshot).things, folder, recursive);
  }

  async *read(snapshot: string, path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const { place } = await this.#opened('read', signal);
    const thing = this.#snapshot(place, snapshot).things.get(path);
    if (thing?.type !== 'file') throw refusal('backup.no_such_file', `There is no file ${path}.`);
    yield contentOf(place, thing);
  }

  async restore(
    { snapshot, folder, target, include, readsBack = false }: Parameters<BackupRepository['restore']>[0],
    onProgress: (progress: BackupProgress) => void,
    signal?: AbortSignal,
  ): Promise<{ files: number }> {
    const { place } = await this.#opened('restore', signal);
    const { things } = this.#snapshot(place, snapshot);
    this.#all.readsBack.push(readsBack);
    const { files, bytes } = await writeBack(things, { folder, target, include }, (thing) =>
      contentOf(place, thing),
    );
    onProgress({ fraction: 1, filesDone: files, bytesDone: bytes, bytesTotal: bytes, secondsLeft: 0 });
    await this.#all.uses.reach(`restore:${this.#access.name}.written`);
    return { files };
  }

  async forget(snapshots: readonly string[], signal?: AbortSignal): Promise<void> {
    const { place } = await this.#alone('forget', signal);
    for (const id of snapshots) {
      place.snapshots.delete(id);
      await this.#all.uses.reach(`forget:${this.#access.name}.one`);
    }
  }

  async prune(onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
    const { place } = await this.#alone('prune', signal);
    const needed = new Set(
      [...place.snapshots.values()].flatMap(({ things }) => [...things.values()].map(({ blob }) => blob)),
    );
    for (const sha of place.blobs.keys()) if (!needed.has(sha)) place.blobs.delete(sha);
    onLine('done');
  }

  pruneInPlace(onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
    return this.prune(onLine, signal);
  }

  async check(
    { part, parts }: { part?: number; parts?: number },
    _onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<CheckOutcome> {
    const { place } = await this.#alone('check', signal);
    const structure: FoundDamage[] = [
      ...(place.indexLost ? [ofAny('the index is not there')] : []),
      ...[...place.rotten].map((id) => ({ words: `${id.slice(0, 8)} can't be loaded`, snapshots: [id] })),
      ...[...place.snapshots.values()]
        .filter((one) => [...one.things.values()].some(({ blob }) => isGone(place, blob)))
        .map(({ id }) => ({ words: `${id.slice(0, 8)} refers to what is not there`, snapshots: [id] })),
    ];
    const packs = [...place.blobs]
      .filter(([sha, { damaged }]) => damaged && part !== undefined && partOf(sha, parts ?? 1) === part)
      .map(([sha]) => sha);
    const read = packs.map((sha) => ofAny(`pack ${sha.slice(0, 8)}: its content is not what its name says`));
    if (part !== undefined && place.hiccups > 0) {
      place.hiccups -= 1;
      read.push(ofAny('pack 0: it could not be read'));
    }
    if (part === undefined) return { damage: structure, packs };
    place.partsRead.push(part);
    await this.#all.uses.reach(`check:${this.#access.name}.read`);
    return { damage: [...structure, ...read], packs };
  }

  async copyFrom(
    source: RepositoryAccess,
    snapshots: readonly string[],
    onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const { place } = await this.#opened('copyFrom', signal);
    const from = await new FakeRepository(this.#all, source).#opened('read', signal);
    for (const snapshot of snapshots) {
      const found = this.#snapshot(from.place, snapshot);
      const original = found.original ?? found.id;
      if ([...place.snapshots.values()].some((one) => one.original === original)) continue;
      for (const thing of found.things.values())
        if (thing.type === 'file') keep(place, thing.blob ?? '', contentOf(from.place, thing));
      const id = newId();
      place.snapshots.set(id, { ...found, id, original });
      onLine(`${snapshot} copied`);
      await this.#all.uses.reach(`copyFrom:${this.#access.name}.one`);
    }
  }

  async unlock(): Promise<void> {
    const { place } = await this.#opened('unlock');
    place.locked = false;
  }

  async repairIndex(onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
    const { place } = await this.#alone('repairIndex', signal);
    place.indexLost = false;
    onLine('done');
  }

  async repairPacks(
    packs: readonly string[],
    _onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const { place } = await this.#alone('repairPacks', signal);
    for (const pack of packs) {
      if (place.blobs.get(pack)?.damaged === true) place.blobs.delete(pack);
      await this.#all.uses.reach(`repairPacks:${this.#access.name}.one`);
    }
  }

  async repairSnapshots(_onLine: (line: string) => void, signal?: AbortSignal): Promise<readonly string[]> {
    const { place } = await this.#alone('repairSnapshots', signal);
    const gone: string[] = [];
    for (const one of [...place.snapshots.values()]) {
      const things = new Map([...one.things].filter(([, { blob }]) => !isGone(place, blob)));
      if (things.size === one.things.size || place.rotten.has(one.id)) continue;
      const id = newId();
      place.snapshots.set(id, { ...one, id, things, original: one.id, tags: [...one.tags, repairedTag] });
      place.snapshots.delete(one.id);
      gone.push(one.id);
      await this.#all.uses.reach(`repairSnapshots:${this.#access.name}.one`);
    }
    return gone;
  }

  async removeUnreadable(signal?: AbortSignal): Promise<readonly string[]> {
    const { place } = await this.#alone('removeUnreadable', signal);
    const removed = [...place.rotten];
    for (const id of removed) place.snapshots.delete(id);
    place.rotten.clear();
    return removed;
  }

  async size(signal?: AbortSignal): Promise<number> {
    const { place } = await this.#opened('size', signal);
    return [...place.blobs.values()].reduce((sum, { content }) => sum + content.length, 0);
  }

  #password(): Promise<string> {
    return readFile(this.#access.passwordFile, 'utf8');
  }

  async #opened(use: string, signal?: AbortSignal): Promise<{ place: FakePlace; current: string }> {
    const place = this.#all.place(this.#access);
    await this.#all.uses.reach(`${use}:${this.#access.name}`);
    cancelled(signal);
    if (place.keys.size === 0)
      throw refusal('backup.no_repository', `There is no repository where ${this.#access.name} should be.`);
    const password = await this.#password();
    const current = [...place.keys].find(([, key]) => key.password === password)?.[0];
    if (current === undefined) throw refusal('backup.wrong_key', 'That key does not open it.');
    return { place, current };
  }

  /** Not while anybody else works there, or seems to. */
  async #alone(use: string, signal?: AbortSignal): Promise<{ place: FakePlace }> {
    const { place } = await this.#opened(use, signal);
    if (place.locked) throw refusal('backup.locked', `The repository ${this.#access.name} is locked.`);
    return { place };
  }

  #snapshot(place: FakePlace, id: string): Kept {
    const found = place.snapshots.get(id);
    if (found === undefined) throw refusal('backup.unknown_snapshot', `There is no snapshot ${id}.`);
    return found;
  }
}

function store(place: FakePlace, content: Buffer): string {
  const cuts = content.length > mostInOnePiece ? place.cuts : '';
  const sha = createHash('sha256').update(cuts).update(content).digest('hex');
  keep(place, sha, content);
  return sha;
}

function keep(place: FakePlace, sha: string, content: Buffer): void {
  if (!place.blobs.has(sha)) place.blobs.set(sha, { content, damaged: false });
}

/** Nobody says which snapshots it concerns. */
const ofAny = (words: string): FoundDamage => ({ words, snapshots: [] });

const isGone = (place: FakePlace, blob: string | undefined): boolean =>
  blob !== undefined && !place.blobs.has(blob);

function contentOf(place: FakePlace, { blob = '' }: Thing): Buffer {
  const found = place.blobs.get(blob);
  if (found === undefined || found.damaged)
    throw refusal('backup.damaged', 'What should be restored is damaged in the repository.');
  return found.content;
}

/** Undefined: it was made by another program. */
function asSnapshot(
  { id, tags, at, host, original, counted }: Kept,
  repository: string,
): Snapshot | undefined {
  const tagged = readSnapshotTags(tags);
  return tagged === undefined
    ? undefined
    : { ...{ id, repository, original, takenAt: at }, ...tagged, labId: tagged.labId ?? host, ...counted };
}

const refusal = (code: ErrorCode, message: string): LabError =>
  new LabError(code, message, { hint: 'This one is in memory.' });

const failed = (message: string): LabError => refusal('backup.failed', message);

function cancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new LabError('job.cancelled', 'It was given up.');
}
