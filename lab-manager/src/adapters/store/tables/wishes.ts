import type { Wishes } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

export class SqliteWishes implements Wishes {
  readonly #connection: Connection;
  readonly #stopped: Statement<Record<string, never>, { service: string }>;
  readonly #stop: Statement<{ service: string; at: number }, never>;
  readonly #start: Statement<{ service: string }, never>;
  readonly #heldBack: Statement<Record<string, never>, { service: string; configHash: string }>;
  readonly #holdBack: Statement<{ service: string; configHash: string; reason: string; at: number }, never>;
  readonly #release: Statement<{ service: string }, never>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#stopped = connection.prepare('SELECT service FROM stopped_services ORDER BY service');
    this.#stop = connection.prepare(
      'INSERT INTO stopped_services (service, at) VALUES (@service, @at) ON CONFLICT DO NOTHING',
    );
    this.#start = connection.prepare('DELETE FROM stopped_services WHERE service = @service');
    this.#heldBack = connection.prepare(
      'SELECT service, config_hash AS configHash FROM held_back ORDER BY service',
    );
    this.#holdBack = connection.prepare(
      `INSERT INTO held_back (service, config_hash, reason, at) VALUES (@service, @configHash, @reason, @at)
       ON CONFLICT DO UPDATE SET config_hash = @configHash, reason = @reason, at = @at`,
    );
    this.#release = connection.prepare('DELETE FROM held_back WHERE service = @service');
  }

  stopped(): ReadonlySet<string> {
    return new Set(this.#stopped.all({}).map(({ service }) => service));
  }

  setStopped(services: readonly string[], stopped: boolean, at: number): void {
    this.#connection.transaction(() => {
      for (const service of services) {
        if (stopped) this.#stop.run({ service, at });
        else this.#start.run({ service });
      }
    });
  }

  heldBack(): ReadonlyMap<string, string> {
    return new Map(this.#heldBack.all({}).map(({ service, configHash }) => [service, configHash]));
  }

  holdBack(service: string, configHash: string, reason: string, at: number): void {
    this.#holdBack.run({ service, configHash, reason, at });
  }

  release(service: string): void {
    this.#release.run({ service });
  }
}
