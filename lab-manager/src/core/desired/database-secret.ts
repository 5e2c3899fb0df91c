import { join } from 'node:path';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredDirectory, DesiredSecret } from '../model/desired-state.ts';

/** What a database's server is made with, and whoever works with it gets a copy of: a folder of its own, and the password in it. */
export function databaseSecret(
  home: string,
  service: string,
): { folder: DesiredDirectory; password: DesiredSecret } {
  const path = labPaths(home).secretsOf(service);
  return {
    folder: { path, owner: owners.database, mode: 0o500 },
    password: { path: join(path, 'password'), owner: owners.database, copyOf: undefined },
  };
}
