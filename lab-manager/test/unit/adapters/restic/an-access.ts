import type { RepositoryAccess } from '../../../../src/core/ports/backups.ts';

/** A repository in a folder, opened with the lab's own key. */
export const anAccess = (change: Partial<RepositoryAccess> = {}): RepositoryAccess => ({
  name: 'nas',
  location: { kind: 'folder', path: '/mnt/nas' },
  host: 'labx7k2',
  passwordFile: '/tmp/key/password',
  credentials: {},
  ssh: undefined,
  ...change,
});
