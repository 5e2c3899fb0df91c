import type { LabFileVersion, LabFileVersions, VersionsPage } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

const columns = 'version, text, author, via, accepted_at AS acceptedAt';
type Accepted = Omit<LabFileVersion, 'version'>;

export class SqliteLabFileVersions implements LabFileVersions {
  readonly #latest: Statement<Record<string, never>, LabFileVersion>;
  readonly #get: Statement<{ version: number }, LabFileVersion>;
  readonly #list: Statement<{ limit: number; before: number }, Omit<LabFileVersion, 'text'>>;
  readonly #applied: Statement<Record<string, never>, { version: number }>;
  readonly #apply: Statement<{ version: number; at: number }, never>;
  readonly #before: Statement<{ version: number }, { found: number }>;
  readonly #unapply: Statement<{ version: number }, never>;
  readonly #accept: Statement<
    { text: string; author: string; via: string; acceptedAt: number },
    LabFileVersion
  >;

  constructor(connection: Connection) {
    this.#latest = connection.prepare(`SELECT ${columns} FROM lab_files ORDER BY version DESC LIMIT 1`);
    this.#get = connection.prepare(`SELECT ${columns} FROM lab_files WHERE version = @version`);
    this.#list = connection.prepare(
      `SELECT version, author, via, accepted_at AS acceptedAt FROM lab_files WHERE version < @before
       ORDER BY version DESC LIMIT @limit`,
    );
    this.#applied = connection.prepare(
      'SELECT version FROM lab_files WHERE applied_at IS NOT NULL ORDER BY version DESC LIMIT 1',
    );
    this.#apply = connection.prepare(
      'UPDATE lab_files SET applied_at = @at WHERE version = @version AND applied_at IS NULL',
    );
    this.#before = connection.prepare(
      'SELECT 1 AS found FROM lab_files WHERE applied_at IS NOT NULL AND version < @version LIMIT 1',
    );
    this.#unapply = connection.prepare('UPDATE lab_files SET applied_at = NULL WHERE version = @version');
    this.#accept = connection.prepare(
      `INSERT INTO lab_files (text, author, via, accepted_at) VALUES (@text, @author, @via, @acceptedAt)
       RETURNING ${columns}`,
    );
  }

  latest(): LabFileVersion | undefined {
    return this.#latest.get({});
  }

  get(version: number): LabFileVersion | undefined {
    return this.#get.get({ version });
  }

  list({ limit, before = Number.MAX_SAFE_INTEGER }: VersionsPage): readonly Omit<LabFileVersion, 'text'>[] {
    return this.#list.all({ limit, before });
  }

  applied(): number | undefined {
    return this.#applied.get({})?.version;
  }

  setApplied(version: number, at: number): void {
    this.#apply.run({ version, at });
  }

  appliedBefore(version: number): boolean {
    return this.#before.get({ version }) !== undefined;
  }

  unsetApplied(version: number): void {
    this.#unapply.run({ version });
  }

  accept({ text, author, via, acceptedAt }: Accepted): LabFileVersion {
    // `all` and not `get`: a statement that writes has to run to its end to be committed.
    const [accepted] = this.#accept.all({ text, author, via, acceptedAt });
    if (accepted === undefined) throw new Error('INSERT … RETURNING answered nothing');
    return accepted;
  }
}
