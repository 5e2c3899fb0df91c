import type { Stop, StopReason } from '../../../core/model/wish.ts';
import type { Wishes } from '../../../core/ports.ts';
import type { Connection } from '../connection.ts';
import { wishStatements } from './wish-statements.ts';

const byPerson = { reason: 'person', actor: 'lab' } as const;

/** What people, the schedule and idleness want of services; and, for jobs that are called off, what was wanted before. */
export class SqliteWishes implements Wishes {
  readonly #connection: Connection;
  readonly #sql: ReturnType<typeof wishStatements>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = wishStatements(connection);
  }

  stopped(): ReadonlySet<string> {
    return new Set(this.stops().keys());
  }

  started(): ReadonlySet<string> {
    return new Set(this.#sql.started.all({}).map(({ service }) => service));
  }

  stops(): ReadonlyMap<string, Stop> {
    return new Map(this.#sql.stops.all({}).map(({ service, ...stop }) => [service, stop]));
  }

  setStopped(
    services: readonly string[],
    stopped: boolean,
    at: number,
    by: { reason: StopReason; actor: string } = byPerson,
  ): void {
    this.#connection.transaction(() => {
      for (const service of services) {
        if (stopped) this.#sql.stop.run({ service, at, ...by });
        else this.#sql.start.run({ service, at });
      }
    });
  }

  rest(services: readonly string[]): void {
    this.#connection.transaction(() => {
      for (const service of services) this.#sql.rest.run({ service });
    });
  }

  remember(job: string, service: string): void {
    this.#sql.remember.run({ job, service });
  }

  takeBack(job: string, service: string): void {
    this.#connection.transaction(() => {
      if (this.#sql.isRemembered.get({ job, service }) === undefined) return;
      this.#sql.rest.run({ service });
      this.#sql.putBack.run({ service });
    });
  }

  uninstalled(): ReadonlySet<string> {
    return new Set(this.#sql.uninstalled.all({}).map(({ service }) => service));
  }

  setUninstalled(services: readonly string[], uninstalled: boolean, at: number): void {
    this.#connection.transaction(() => {
      for (const service of services) {
        if (uninstalled) this.#sql.uninstall.run({ service, at });
        else this.#sql.install.run({ service });
      }
    });
  }

  heldBack(): ReadonlyMap<string, string> {
    return new Map(this.#sql.heldBack.all({}).map(({ service, configHash }) => [service, configHash]));
  }

  holdBack(service: string, configHash: string, reason: string, at: number): void {
    this.#sql.holdBack.run({ service, configHash, reason, at });
  }

  release(service: string): void {
    this.#sql.release.run({ service });
  }
}
