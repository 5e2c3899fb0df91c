import type { Stop } from '../../../core/model/wish.ts';
import type { Connection } from '../connection.ts';

type One = { service: string };
type At = One & { at: number };
type Nothing = Record<string, never>;

/** The SQL of the wishes, prepared once. */
export const wishStatements = (connection: Connection) => ({
  stops: connection.prepare<Nothing, One & Stop>(
    'SELECT service, reason, actor, at FROM stopped_services WHERE ended_at IS NULL ORDER BY service',
  ),
  started: connection.prepare<Nothing, One>(
    'SELECT service FROM stopped_services WHERE ended_at IS NOT NULL ORDER BY service',
  ),
  stop: connection.prepare<At & Omit<Stop, 'at'>>(
    `INSERT INTO stopped_services (service, at, reason, actor) VALUES (@service, @at, @reason, @actor)
     ON CONFLICT DO UPDATE SET at = @at, reason = @reason, actor = @actor, ended_at = NULL
     WHERE ended_at IS NOT NULL OR (@reason = 'person' AND reason <> 'person')`,
  ),
  // Of what never ran nothing is written yet: as long as nobody asked for it, nobody was using it.
  start: connection.prepare<At>(
    `INSERT INTO stopped_services (service, at, reason, ended_at) VALUES (@service, @at, 'idle', @at)
     ON CONFLICT DO UPDATE SET ended_at = @at WHERE ended_at IS NULL`,
  ),
  rest: connection.prepare<One>('DELETE FROM stopped_services WHERE service = @service'),
  // Once for each job: what it changes a second time it changed itself.
  remember: connection.prepare<One & { job: string }>(
    `INSERT INTO former_wishes (service, job, at, reason, actor, ended_at)
     SELECT @service, @job, at, reason, actor, ended_at
     FROM (SELECT 1) LEFT JOIN stopped_services ON service = @service WHERE true
     ON CONFLICT DO UPDATE SET job = excluded.job, at = excluded.at, reason = excluded.reason,
       actor = excluded.actor, ended_at = excluded.ended_at
     WHERE former_wishes.job <> excluded.job`,
  ),
  isRemembered: connection.prepare<One & { job: string }, One>(
    'SELECT service FROM former_wishes WHERE service = @service AND job = @job',
  ),
  putBack: connection.prepare<One>(
    `INSERT INTO stopped_services (service, at, reason, actor, ended_at)
     SELECT service, at, reason, actor, ended_at FROM former_wishes
     WHERE service = @service AND at IS NOT NULL`,
  ),
  uninstalled: connection.prepare<Nothing, One>('SELECT service FROM uninstalled_services ORDER BY service'),
  uninstall: connection.prepare<At>(
    'INSERT INTO uninstalled_services (service, at) VALUES (@service, @at) ON CONFLICT DO NOTHING',
  ),
  install: connection.prepare<One>('DELETE FROM uninstalled_services WHERE service = @service'),
  heldBack: connection.prepare<Nothing, One & { configHash: string }>(
    'SELECT service, config_hash AS configHash FROM held_back ORDER BY service',
  ),
  holdBack: connection.prepare<At & { configHash: string; reason: string }>(
    `INSERT INTO held_back (service, config_hash, reason, at) VALUES (@service, @configHash, @reason, @at)
     ON CONFLICT DO UPDATE SET config_hash = @configHash, reason = @reason, at = @at`,
  ),
  release: connection.prepare<One>('DELETE FROM held_back WHERE service = @service'),
});
