import type {
  DrillRecord,
  Installation,
  RepositoryHealth,
  RestoreState,
} from '../../../core/model/backup.ts';
import type { FollowedSchedule } from '../../../core/model/followed-schedule.ts';
import type {
  BackupMemory,
  FoundDamage,
  KnownRepository,
  WaitingRestore,
  WrittenDatabase,
} from '../../../core/ports.ts';
import type { Connection } from '../connection.ts';
import {
  structure,
  toDamage,
  toDatabase,
  toDrill,
  toInstallation,
  toRepository,
  toRestore,
} from './backup-rows.ts';
import { backupStatements } from './backup-statements.ts';

const drillsKept = 100;

/** What is remembered of backups. Damage that was found goes by no other way than a look at that very part which finds none. */
export class SqliteBackups implements BackupMemory {
  readonly #connection: Connection;
  readonly #sql: ReturnType<typeof backupStatements>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = backupStatements(connection);
  }

  repositories(): readonly KnownRepository[] {
    return this.#sql.repositories.all({}).map(toRepository);
  }

  repository(name: string): KnownRepository | undefined {
    const row = this.#sql.repository.get({ name });
    return row === undefined ? undefined : toRepository(row);
  }

  noteMade({
    name,
    location,
    key,
    madeAt,
  }: Pick<KnownRepository, 'name' | 'location' | 'key' | 'madeAt'>): void {
    this.#connection.transaction(() => {
      this.#sql.forgetElsewhere.run({ name, location });
      this.#sql.made.run({ name, location, key, madeAt });
    });
  }

  noteMoved(name: string, location: string): void {
    this.#sql.moved.run({ name, location });
  }

  noteBroughtAlong(name: string, at: number): void {
    this.#connection.transaction(() => {
      this.#sql.broughtAlong.run({ name, at });
      this.#sql.forgetParts.run({ name });
      this.#sql.forgetDrills.run({ name });
    });
  }

  noteKeysBefore(name: string, keys: readonly string[]): void {
    this.#sql.keysBefore.run({ name, keys: JSON.stringify(keys) });
  }

  forgetKeysBefore(name: string): void {
    this.#sql.noKeysBefore.run({ name });
  }

  noteNewCode(name: string, key: string, at: number): void {
    this.#sql.newCode.run({ name, key, at });
  }

  confirmNewCode(name: string, at: number): void {
    this.#sql.confirmCode.run({ name, at });
  }

  forgetCode(name: string, key: string): void {
    this.#sql.noCode.run({ name, key });
  }

  notePruned(name: string, at: number): void {
    this.#sql.pruned.run({ name, at });
  }

  noteGood(name: string, takenAt: number | undefined): void {
    this.#sql.good.run({ name, at: takenAt ?? null });
  }

  toComeConfirmed(): ReadonlySet<string> {
    return new Set(this.#sql.toCome.all({}).map(({ original }) => original));
  }

  noteToComeConfirmed(name: string, originals: readonly string[]): void {
    this.#connection.transaction(() => {
      for (const original of originals) this.#sql.addToCome.run({ name, original });
    });
  }

  forget(name: string): void {
    this.#sql.forget.run({ name });
  }

  health(name: string): RepositoryHealth {
    const parts = this.#sql.parts.all({ name });
    return {
      checkedAt: this.#sql.repository.get({ name })?.checkedAt ?? undefined,
      unchecked: new Set(this.#sql.unchecked.all({ name }).map(({ original }) => original)),
      damage: this.#sql.damage.all({ name }).map(toDamage),
      readParts: new Map(
        parts.flatMap(({ part, rightAt }): [number, number][] => (rightAt === null ? [] : [[part, rightAt]])),
      ),
      triedParts: new Map(parts.map(({ part, triedAt }) => [part, triedAt])),
    };
  }

  noteWritten(name: string, originals: readonly string[], at: number): void {
    this.#connection.transaction(() => {
      for (const original of originals) this.#sql.copied.run({ name, original, at });
    });
  }

  noteChecked(name: string, at: number, found: readonly FoundDamage[]): void {
    this.#connection.transaction(() => {
      this.#sql.checked.run({ name, at });
      this.#sql.lookedAt.run({ name, at });
      this.#noteFound(name, structure, at, found);
    });
  }

  noteRead(name: string, part: number, at: number, found: readonly FoundDamage[]): void {
    this.#connection.transaction(() => {
      this.#sql.tried.run({ name, part, at });
      if (found.length === 0) this.#sql.right.run({ name, part, at });
      this.#noteFound(name, part, at, found);
    });
  }

  #noteFound(name: string, part: number, at: number, found: readonly FoundDamage[]): void {
    if (found.length === 0) this.#sql.mended.run({ name, part });
    for (const { words, snapshots } of found)
      this.#sql.found.run({ name, part, at, words, snapshots: JSON.stringify(snapshots) });
  }

  drills(): readonly DrillRecord[] {
    return this.#sql.drills.all({}).map(toDrill);
  }

  addDrill(job: string, { failure, inconclusive, ...drill }: DrillRecord): void {
    this.#connection.transaction(() => {
      this.#sql.addDrill.run({ job, failure: failure ?? null, inconclusive: inconclusive ? 1 : 0, ...drill });
      this.#sql.dropDrills.run({ keep: drillsKept });
    });
  }

  followed(): FollowedSchedule | undefined {
    const row = this.#sql.schedule.get({});
    return row === undefined ? undefined : { written: row.written ?? undefined, doneAt: row.doneAt };
  }

  noteFollowed({ written, doneAt }: FollowedSchedule): void {
    this.#sql.followed.run({ written: written ?? null, doneAt });
  }

  since(now: number): number {
    this.#sql.begun.run({ at: now });
    return Math.min(now, this.#sql.since.get({})?.at ?? now);
  }

  installation(): Installation {
    const row = this.#sql.installation.get({});
    if (row !== undefined) return toInstallation(row);
    this.#sql.identified.run({});
    return this.installation();
  }

  noteLaidDown({ inheritsUntil, sparesUntil }: Omit<Installation, 'id'>): void {
    this.#sql.laidDown.run({ inheritsUntil: inheritsUntil ?? null, sparesUntil: sparesUntil ?? null });
  }

  noteOthersGone({ inheritsUntil, sparesUntil }: Omit<Installation, 'id'>): void {
    this.#connection.transaction(() => {
      this.#sql.identified.run({});
      this.#sql.othersGone.run({ inheritsUntil: inheritsUntil ?? null, sparesUntil: sparesUntil ?? null });
    });
  }

  mounts(): readonly string[] {
    return this.#sql.mounts.all({}).map(({ path }) => path);
  }

  noteMounts(paths: readonly string[]): void {
    this.#connection.transaction(() => {
      this.#sql.forgetMounts.run({});
      for (const path of paths) this.#sql.addMount.run({ path });
    });
  }

  databases(): readonly string[] {
    return this.#sql.databases.all({}).map(({ service }) => service);
  }

  database(service: string): WrittenDatabase | undefined {
    const row = this.#sql.database.get({ service });
    return row === undefined ? undefined : toDatabase(row);
  }

  noteDatabase(service: string, { tables, held, takenAt }: WrittenDatabase): void {
    this.#sql.addDatabase.run({
      ...{ service, tables, takenAt },
      held: held === undefined ? null : JSON.stringify(held),
    });
  }

  forgetDatabase(service: string): void {
    this.#sql.forgetDatabase.run({ service });
  }

  restores(): readonly WaitingRestore[] {
    return this.#sql.restores.all({}).map(toRestore);
  }

  addRestore({
    environments,
    parts,
    mounts,
    ...restore
  }: Omit<WaitingRestore, 'confirmedAt' | 'state'>): void {
    this.#sql.addRestore.run({
      ...restore,
      environments: JSON.stringify(environments),
      parts: JSON.stringify(parts),
      mounts: JSON.stringify(mounts),
      state: 'unfinished',
    });
  }

  noteRestore(job: string, state: RestoreState): void {
    this.#sql.restoreState.run({ job, state });
  }

  noteConfirmed(job: string, at: number): void {
    this.#sql.confirmed.run({ job, at });
  }

  settleRestore(job: string): void {
    this.#sql.settleRestore.run({ job });
  }
}
