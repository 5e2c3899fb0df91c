import type { Store } from '../../core/ports.ts';
import type { Ballast } from './ballast.ts';
import type { Connection, Statement } from './connection.ts';
import type { LabLock } from './lab-lock.ts';
import { SqliteAudit } from './tables/audit.ts';
import { SqliteBackups } from './tables/backups.ts';
import { SqliteClaim } from './tables/claim.ts';
import { SqliteEnvironments } from './tables/environments.ts';
import { SqliteFigureHistory } from './tables/figures.ts';
import { SqliteJobJournal } from './tables/job-journal.ts';
import { SqliteLabFileVersions } from './tables/lab-file-versions.ts';
import { SqliteIdempotentReplies } from './tables/idempotent-replies.ts';
import { SqliteSessions } from './tables/sessions.ts';
import { SqliteApiTokens } from './tables/api-tokens.ts';
import { SqliteUsers } from './tables/users.ts';
import { SqliteWishes } from './tables/wishes.ts';

export class SqliteStore implements Store {
  readonly journal: SqliteJobJournal;
  readonly labFiles: SqliteLabFileVersions;
  readonly wishes: SqliteWishes;
  readonly environments: SqliteEnvironments;
  readonly users: SqliteUsers;
  readonly sessions: SqliteSessions;
  readonly tokens: SqliteApiTokens;
  readonly claim: SqliteClaim;
  readonly audit: SqliteAudit;
  readonly replies: SqliteIdempotentReplies;
  readonly figures: SqliteFigureHistory;
  readonly backups: SqliteBackups;
  readonly #connection: Connection;
  readonly #ballast: Ballast;
  readonly #lock: LabLock;
  readonly #beat: Statement<Record<string, never>, never>;

  constructor(connection: Connection, ballast: Ballast, lock: LabLock) {
    this.#connection = connection;
    this.#ballast = ballast;
    this.#lock = lock;
    this.journal = new SqliteJobJournal(connection);
    this.labFiles = new SqliteLabFileVersions(connection);
    this.wishes = new SqliteWishes(connection);
    this.environments = new SqliteEnvironments(connection);
    this.users = new SqliteUsers(connection);
    this.sessions = new SqliteSessions(connection);
    this.tokens = new SqliteApiTokens(connection);
    this.claim = new SqliteClaim(connection, this.users);
    this.audit = new SqliteAudit(connection);
    this.replies = new SqliteIdempotentReplies(connection);
    this.figures = new SqliteFigureHistory(connection);
    this.backups = new SqliteBackups(connection);
    this.#beat = connection.prepare('UPDATE heartbeat SET beats = beats + 1');
  }

  heartbeat(): void {
    this.#beat.run({});
    this.#ballast.restore();
  }

  backupTo(path: string): Promise<void> {
    return this.#connection.backupTo(path);
  }

  close(): void {
    this.#connection.close();
    this.#lock.release();
  }
}
