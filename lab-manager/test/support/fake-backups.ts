import type { DrillRecord, RepositoryLocation, SnapshotManifest } from '../../src/core/model/backup.ts';
import { LabError } from '../../src/core/model/lab-error.ts';
import type { SnapshotEntry } from '../../src/core/ports.ts';
import type {
  Backups,
  BackupsOverview,
  FolderListing,
  RecoveryCode,
  RepositoryCredentials,
  RepositoryView,
  RestoreView,
  SnapshotDetails,
  SnapshotView,
} from '../../src/engine/backups.ts';
import { noSuchRestore } from '../../src/jobs/waiting-restore.ts';

const takenAt = Date.UTC(2026, 10, 21, 3);
export const snapshotId = '1a2b3c4d'.repeat(8);
export const lackingId = '99ff00aa'.repeat(8);
export const recoveryCode = '4K7QZ-00000-00000-00000-00000-00000-00000-00000';

const folder = (path: string): RepositoryLocation => ({ kind: 'folder', path });

export const aRepository = (changes: Partial<RepositoryView> = {}): RepositoryView => ({
  name: 'local',
  location: folder('backups/repository'),
  copyOf: undefined,
  state: 'ready',
  why: undefined,
  onDataDisk: true,
  bytes: 5_000_000,
  snapshots: 2,
  checkedAt: takenAt + 60_000,
  damage: [],
  read: { parts: 3, of: 28 },
  recoveryCode: 'unconfirmed',
  codeConfirmedAt: undefined,
  credentials: false,
  ...changes,
});

export const aSnapshot = (changes: Partial<SnapshotView> = {}): SnapshotView => ({
  id: snapshotId,
  repository: 'local',
  takenAt,
  labId: 'labtest1',
  installation: 'ab12',
  job: '01JD000000000000000000JOB1',
  complete: true,
  original: undefined,
  bytesProcessed: 2_000_000,
  bytesAdded: 40_000,
  filesProcessed: 512,
  standing: 'restore-tested',
  sentence: 'Good: restored in a drill 3 days ago, in 4 min 12 s.',
  ...changes,
});

export const aManifest: SnapshotManifest = {
  format: 1,
  lab: { id: 'labtest1', name: 'Test lab', version: '0.1.0', labFileVersion: 1 },
  takenAt,
  job: '01JD000000000000000000JOB1',
  environments: ['prod'],
  databases: [
    {
      service: 'prod-db',
      environment: 'prod',
      file: 'db/prod-db.sql',
      serverVersion: '10.11.14-MariaDB',
      digest: {
        bytes: 4096,
        sha256: 'ab'.repeat(32),
        tables: [{ name: 'lab.resource', rows: 3, sha256: 'cd'.repeat(32) }],
      },
    },
  ],
  folders: [
    { environment: 'prod', words: 'prod’s data', path: 'environments/prod/data', files: 512, bytes: 2048 },
  ],
  leftOut: ['The reference database and built bricks are not in it: an apply makes them anew.'],
  missing: [],
};

export const aDrill: DrillRecord = {
  snapshot: snapshotId,
  repository: 'local',
  startedAt: takenAt + 3_600_000,
  endedAt: takenAt + 3_600_000 + 252_000,
  failure: undefined,
  tables: 1,
  rows: 3,
  files: 512,
  bytes: 6144,
};

export const aRestore = (changes: Partial<RestoreView> = {}): RestoreView => ({
  job: '01JD000000000000000RESTORE',
  snapshot: snapshotId,
  repository: 'local',
  words: 'prod',
  environments: ['prod'],
  restoredAt: takenAt + 7_200_000,
  state: 'restored',
  undoneAfter: [],
  ...changes,
});

const entry = (path: string, changes: Partial<SnapshotEntry> = {}): SnapshotEntry => ({
  path,
  name: path.slice(path.lastIndexOf('/') + 1),
  type: 'file',
  size: 5,
  mode: 0o640,
  mtime: takenAt,
  ...changes,
});

/** Backups in memory behind the engine's interface; what was asked of them can be looked at. */
export class FakeBackups implements Backups {
  repositoryViews: RepositoryView[] = [
    aRepository(),
    aRepository({
      ...{ name: 'offsite', location: { kind: 'rest', url: 'https://backup.example.org:8000/lab/' } },
      ...{ copyOf: 'local', state: 'declared', why: 'It was not made here yet.', onDataDisk: false },
      ...{ bytes: undefined, snapshots: undefined, checkedAt: undefined, recoveryCode: 'none' },
    }),
  ];
  /** The one that snapshots are written to; undefined: the lab file names none. */
  first: string | undefined = 'local';
  known: SnapshotView[] = [
    aSnapshot(),
    aSnapshot({
      ...{ id: lackingId, takenAt: takenAt - 86_400_000, complete: false, standing: 'lacking' },
      sentence: 'Not good: something that belongs in it is missing.',
    }),
  ];
  manifest: SnapshotManifest = aManifest;
  waiting: RestoreView[] = [];
  drilled: DrillRecord[] = [aDrill];
  schedule: string | undefined = '0 3 * * *';
  nextAt: number | undefined = takenAt + 86_400_000;
  waits: string | undefined;
  alarms: string[] = [];
  warnings: string[] = [];
  /** How many of any folder are counted, and not kept. */
  beyond = 0;
  /** Of one folder, by its path. */
  folders = new Map<string, SnapshotEntry[]>([
    [
      '/',
      [
        entry('/lab.yaml'),
        entry('/state', { type: 'dir' }),
        entry('/environments', { type: 'dir' }),
        entry('/backups', { type: 'dir' }),
      ],
    ],
    ['/backups/staging', [entry('/backups/staging/lab.db'), entry('/backups/staging/manifest.json')]],
    ['/environments/prod/data', [entry('/environments/prod/data/a.txt')]],
  ]);
  contents = new Map<string, { entry: SnapshotEntry; chunks: readonly (string | Error)[] }>([
    [
      '/environments/prod/data/a.txt',
      { entry: entry('/environments/prod/data/a.txt'), chunks: ['he', 'llo'] },
    ],
  ]);
  /** Thrown by whatever asks a repository. */
  failure: unknown;
  unseen: BackupsOverview['unseen'];
  readonly asked: unknown[] = [];

  overview(): BackupsOverview {
    const lastGood = this.known.find(({ standing }) => standing === 'good' || standing === 'restore-tested');
    return {
      repository: this.first,
      schedule: this.schedule,
      nextAt: this.nextAt,
      waiting: this.waits,
      lastGood,
      unseen: this.unseen,
      lastDrill: this.drilled[0],
      alarms: this.alarms,
      warnings: this.warnings,
      job: undefined,
      restores: this.waiting,
    };
  }

  repositories(): readonly RepositoryView[] {
    return this.repositoryViews;
  }

  meant(repository: string | undefined): string {
    if (repository !== undefined) return this.#named(repository).name;
    if (this.first !== undefined) return this.first;
    throw new LabError('backup.unset', 'The lab file names no repository for backups.', {
      hint: 'Name one under backup.repositories, and apply it.',
    });
  }

  async refresh(repository: string): Promise<RepositoryView> {
    return this.#answered(this.#named(repository));
  }

  async addRepository(
    repository: string,
    given: { credentials?: RepositoryCredentials; password?: string },
  ): Promise<RepositoryView> {
    this.asked.push({ addRepository: repository, given });
    const made = { ...this.#named(repository), state: 'ready' as const, why: undefined };
    this.repositoryViews = this.repositoryViews.map((one) => (one.name === repository ? made : one));
    return this.#answered({ ...made, credentials: given.credentials !== undefined });
  }

  async removeRepository(repository: string, anyhow = false): Promise<void> {
    this.asked.push({ removeRepository: repository, anyhow });
    return this.#answered(undefined);
  }

  async testRepository(
    { name, location }: { name: string; location?: RepositoryLocation },
    given: { credentials?: RepositoryCredentials; password?: string } = {},
  ): Promise<void> {
    const repository = { name, location: location ?? this.#named(name).location };
    this.asked.push({ testRepository: repository, given });
    return this.#answered(undefined);
  }

  async makeRecoveryCode(repository: string): Promise<RecoveryCode> {
    const { name, location } = this.#named(repository);
    return this.#answered({ code: recoveryCode, repository: name, location, labId: 'labtest1' });
  }

  async confirmRecoveryCode(repository: string, typed: string): Promise<RepositoryView> {
    this.#named(repository);
    if (typed !== recoveryCode)
      throw new LabError('backup.wrong_code', 'That is not the recovery code that was made last.', {
        hint: 'Type it as it is printed.',
      });
    this.repositoryViews = this.repositoryViews.map((one) =>
      one.name === repository ? { ...one, recoveryCode: 'confirmed', codeConfirmedAt: takenAt } : one,
    );
    return this.#answered(this.#named(repository));
  }

  async snapshots(repository: string, anew = false): Promise<readonly SnapshotView[]> {
    this.asked.push({ snapshots: repository, anew });
    return this.#answered(this.known.filter((one) => one.repository === repository));
  }

  async snapshot(repository: string, id: string): Promise<SnapshotDetails> {
    const found = this.known.find((one) => one.repository === repository && one.id.startsWith(id));
    if (found === undefined)
      throw new LabError('backup.unknown_snapshot', `There is no snapshot ${id} in ${repository}.`, {
        hint: 'List those that there are: labctl backup list.',
      });
    return this.#answered({ ...found, manifest: this.manifest, drills: this.drilled });
  }

  async browse(repository: string, id: string, path: string): Promise<FolderListing> {
    await this.snapshot(repository, id);
    this.asked.push({ browse: path });
    return this.#answered({ entries: this.folders.get(path) ?? [], beyond: this.beyond });
  }

  async read(repository: string, id: string, path: string, signal: AbortSignal) {
    await this.snapshot(repository, id);
    this.asked.push({ read: path });
    const found = this.contents.get(path);
    if (found === undefined)
      throw new LabError('backup.no_such_file', `The snapshot has no file ${path}.`, {
        hint: 'See what it has: labctl backup browse.',
      });
    return this.#answered({ entry: found.entry, bytes: chunksOf(found.chunks, signal) });
  }

  restores(): readonly RestoreView[] {
    return this.waiting;
  }

  async sizeOfBefore(restore: string): Promise<number> {
    if (!this.waiting.some(({ job }) => job === restore)) throw noSuchRestore(restore);
    return this.#answered(7_000_000);
  }

  drills(): readonly DrillRecord[] {
    return this.drilled;
  }

  keepPassphrase(job: string, passphrase: string): void {
    this.asked.push({ keepPassphrase: job, passphrase });
  }

  #named(name: string): RepositoryView {
    const found = this.repositoryViews.find((one) => one.name === name);
    if (found !== undefined) return found;
    throw new LabError('backup.unknown_repository', `The lab file names no repository ${name}.`, {
      hint: 'Name it under backup.repositories, and apply it.',
    });
  }

  #answered<T>(answer: T): Promise<T> {
    if (this.failure === undefined) return Promise.resolve(answer);
    return Promise.reject(this.failure as Error);
  }
}

async function* chunksOf(
  chunks: readonly (string | Error)[],
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    signal.throwIfAborted();
    if (chunk instanceof Error) throw chunk;
    yield Buffer.from(chunk);
  }
}
