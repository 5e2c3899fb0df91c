import { join } from 'node:path';
import type { BackupRepositories } from '../../core/ports/backups.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { ResticRepository } from './restic-repository.ts';
import { Restic } from './restic.ts';

export interface ResticSettings {
  /** Below the data root's cache; made where it isn't there, and nothing in it is missed. */
  cache: string;
  /** The manager's own: where programs are, how to reach the network, whose certificates to believe. */
  environment: NodeJS.ProcessEnv;
  /** Of this machine, as its processes see it: locks bear it. No other lab may have it. */
  hostname: string;
  /** Of the machine. */
  processors: number;
  clock: Clock;
  /** Name or path of restic. */
  program?: string;
  /** Milliseconds that a child has to end in order. */
  graceMs?: number;
  /** Milliseconds by which a server has told that it is there, over the slowest line. */
  answerMs?: number;
  /** Whoever opens them writes to none: locks are neither taken nor waited for. */
  onlyReads?: boolean;
}

/** More than these gain nothing but memory: each has compressors of its own. */
const mostProcessors = 4;
/** The manager's container has half as much again (docker-compose.base.yml; its test compares). */
export const resticMemoryBytes = 1024 ** 3;

export function createResticRepositories(settings: ResticSettings): BackupRepositories {
  const { cache, environment, hostname, clock } = settings;
  const restic = new Restic({
    program: settings.program ?? 'restic',
    folders: {
      cache: join(cache, 'repositories'),
      temporary: join(cache, 'tmp'),
      children: join(cache, 'children'),
    },
    bounds: { processors: Math.min(settings.processors, mostProcessors), memoryBytes: resticMemoryBytes },
    environment,
    hostname,
    clock,
    graceMs: settings.graceMs ?? 30_000,
    answerMs: settings.answerMs ?? 2 * 60_000,
    onlyReads: settings.onlyReads ?? false,
  });
  return { open: (access) => new ResticRepository(restic, access) };
}
