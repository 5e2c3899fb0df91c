import { noWays } from '../../../src/adapters/files/bricks/constellab-ways.ts';
import type { BrickFolder } from '../../../src/core/model/brick.ts';

/** A brick in prod that declares these services. */
export function aBrick(services: unknown, changes: Partial<BrickFolder> = {}): BrickFolder {
  const name = changes.name ?? 'sample';
  return {
    environment: 'prod',
    place: 'installed',
    name,
    settings: JSON.stringify({ name, version: '1.0.0', services }),
    unreadable: undefined,
    constellab: noWays,
    ...changes,
  };
}

export const aDatabase = { name: 'notes', kind: 'database' } as const;
export const anApp = { name: 'page', kind: 'app', command: ['python', '-m', 'sample.page'] } as const;
