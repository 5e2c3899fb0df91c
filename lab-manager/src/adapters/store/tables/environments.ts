import type { FollowedSchedule } from '../../../core/model/followed-schedule.ts';
import type { EnvironmentMemories, EnvironmentMemory } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

interface Row {
  lastActivityAt: number | null;
  queued: number;
  scheduleDoneAt: number | null;
  schedule: string | null;
}
type Note = Statement<{ name: string; value: number }, never>;

/** What is remembered of an environment between looks: who came, what is queued, and which time of its schedule was followed. */
export class SqliteEnvironments implements EnvironmentMemories {
  readonly #get: Statement<{ name: string }, Row>;
  readonly #activity: Note;
  readonly #queued: Note;
  readonly #followed: Statement<{ name: string; written: string | null; doneAt: number }, never>;

  constructor(connection: Connection) {
    const note = (column: string): Note =>
      connection.prepare(
        `INSERT INTO environments (name, ${column}) VALUES (@name, @value)
         ON CONFLICT DO UPDATE SET ${column} = @value WHERE ${column} IS NOT @value`,
      );
    this.#get = connection.prepare(
      `SELECT last_activity_at AS lastActivityAt, queued, schedule_done_at AS scheduleDoneAt, schedule
       FROM environments WHERE name = @name`,
    );
    this.#activity = note('last_activity_at');
    this.#queued = note('queued');
    this.#followed = connection.prepare(
      `INSERT INTO environments (name, schedule, schedule_done_at) VALUES (@name, @written, @doneAt)
       ON CONFLICT DO UPDATE SET schedule = @written, schedule_done_at = @doneAt`,
    );
  }

  get(name: string): EnvironmentMemory {
    const row = this.#get.get({ name });
    const doneAt = row?.scheduleDoneAt ?? undefined;
    return {
      lastActivityAt: row?.lastActivityAt ?? undefined,
      queued: row?.queued ?? 0,
      followed: doneAt === undefined ? undefined : { written: row?.schedule ?? undefined, doneAt },
    };
  }

  noteActivity(name: string, value: number): void {
    this.#activity.run({ name, value });
  }

  noteQueued(name: string, value: number): void {
    this.#queued.run({ name, value });
  }

  noteFollowed(name: string, { written, doneAt }: FollowedSchedule): void {
    this.#followed.run({ name, written: written ?? null, doneAt });
  }
}
