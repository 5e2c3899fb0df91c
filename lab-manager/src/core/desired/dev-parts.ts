import { basename, dirname, join } from 'node:path';
import { kindOfService } from '../bricks/service-names.ts';
import { asideName } from './aside-names.ts';
import { labPaths } from './paths.ts';
import type { ServiceKind } from '../model/brick.ts';
import type { DesiredService, ServiceName } from '../model/desired-state.ts';

/** A directory of dev that a reset empties, and who has to let go of it first. */
export interface DevPart {
  /** Of its folder: `db`. */
  name: string;
  /** What people call it: `database`. */
  words: string;
  path: string;
  /** Whether this service of dev has it open, or works with what has. */
  isUsedBy(service: string): boolean;
}

/**
 * What is dev's own: the data and the databases always, those of bricks included; the bricks' source code and what the
 * editor keeps only where that was asked for by itself, since nobody can compute a developer's work again.
 */
export function devParts(home: string, withCodelab: boolean): readonly DevPart[] {
  const { environment, codelab } = labPaths(home);
  const dev = environment('dev');
  return [
    part('data', dev.data, ['dev-glab']),
    part('database', dev.database, ['dev-glab', 'dev-db']),
    part('bricks’ databases', dev.brickData, ['dev-glab'], ['database', 'app']),
    ...(withCodelab
      ? [
          part('workspace', codelab.workspace, ['dev-codelab', 'dev-glab'], ['app']),
          part('codelab’s files', codelab.home, ['dev-codelab']),
        ]
      : []),
  ];
}

/** The services that a reset stops: whoever uses none of what it empties runs on. */
export function stoppedByReset(
  all: readonly Pick<DesiredService, 'name' | 'environment'>[],
  withCodelab: boolean,
): readonly string[] {
  // Where the parts lie is no matter here.
  const parts = devParts('/', withCodelab);
  return all
    .filter(({ name, environment }) => environment === 'dev' && parts.some((one) => one.isUsedBy(name)))
    .map(({ name }) => name);
}

function part(
  words: string,
  path: string,
  users: readonly ServiceName[],
  ofBricks: readonly ServiceKind[] = [],
): DevPart {
  const isUsedBy = (service: string): boolean => {
    const kind = kindOfService(service);
    return kind === undefined ? users.some((name) => name === service) : ofBricks.includes(kind);
  };
  return { name: basename(path), words, path, isUsedBy };
}

/** Where a reset keeps what was there until what takes its place has proved itself: on the same disk, so that it is a rename. */
export function asideOf(home: string, jobId: string): string {
  return join(labPaths(home).environment('dev').root, asideName('reset', jobId));
}

/** Where the part lies meanwhile. */
export function partAside(home: string, jobId: string, { path }: Pick<DevPart, 'path'>): string {
  return join(asideOf(home, jobId), basename(path));
}

/** Where the content of the part lies meanwhile that can't leave its place, as it is a mount of its own. */
export function asideWithin(path: string, aside: string): string {
  return join(path, basename(dirname(aside)));
}

/** Every place where the reset may have left something. */
export function asidesOf(home: string, jobId: string): readonly string[] {
  const aside = asideOf(home, jobId);
  return [aside, ...devParts(home, true).map((one) => asideWithin(one.path, join(aside, one.name)))];
}

/** Nothing but dev's own directories, and none above them, is ever moved or removed by a reset. */
export function isWithinDev(home: string, path: string): boolean {
  const dev = labPaths(home).environment('dev').root;
  return dirname(path) === dev || dirname(dirname(path)) === dev;
}
