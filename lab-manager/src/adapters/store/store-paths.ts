import { join } from 'node:path';

export interface StorePaths {
  directory: string;
  database: string;
  wal: string;
  /** Never open this one with anything but SQLite within the manager: closing any descriptor of it drops the lock. */
  lock: string;
  holder: string;
  ballast: string;
  /** Copies made before migrations. */
  copies: string;
  quarantine: string;
  /** There as soon as the lab has had a store: its absence from then on is an accident. */
  expected: string;
  /** SQLite met damage while the store was in use: check at the next open. */
  suspect: string;
}

export const storePaths = (directory: string): StorePaths => ({
  directory,
  database: join(directory, 'lab.db'),
  wal: join(directory, 'lab.db-wal'),
  lock: join(directory, 'manager.lock'),
  holder: join(directory, 'manager.json'),
  ballast: join(directory, 'ballast'),
  copies: join(directory, 'copies'),
  quarantine: join(directory, 'quarantine'),
  expected: join(directory, 'lab.db.expected'),
  suspect: join(directory, 'lab.db.suspect'),
});
