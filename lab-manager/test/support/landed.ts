import Database from 'better-sqlite3';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storePaths } from '../../src/adapters/store/store-paths.ts';
import type { DesiredState } from '../../src/core/model/desired-state.ts';

/** A lab of version 0.1.0 as that version left it: its store, its lab file, and what it had made of it. */
const folder = join(import.meta.dirname, '../data/landed');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

export const landedLabFile = (): string => read('lab.yaml');

/** The version of its schema. */
export const landedVersion = 6;

export function writeLandedStore(directory: string): void {
  const { database: path } = storePaths(directory);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path);
  // Rows come table by table in the order of their names.
  database.pragma('foreign_keys = OFF');
  database.exec(read('store.sql'));
  database.close();
}

/** Its containers, networks, secrets and directories; of this lab and this data root. */
export function landedState({ labId, home }: { labId: string; home: string }): DesiredState {
  const text = read('desired.json').replaceAll('lab7k2m9q', labId).replaceAll('/var/lib/labstead', home);
  // What wasn't there then isn't in it.
  type Landed = Omit<DesiredState, 'apps' | 'refused' | 'reference'>;
  const landed = JSON.parse(text) as Landed;
  return {
    ...landed,
    // JSON knows nothing undefined.
    secrets: landed.secrets.map(({ path, owner, copyOf }) => ({ path, owner, copyOf })),
    reference: undefined,
    apps: [],
    refused: [],
  };
}
