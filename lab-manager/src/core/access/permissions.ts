import type { Program, Role } from '../model/user.ts';

/** Everything that can be allowed, and to whom: the one permission table. */
const table = {
  'lab:read': ['owner', 'admin', 'operator', 'scientist', 'viewer'],
  'job:read': ['owner', 'admin', 'operator', 'scientist', 'viewer'],
  'job:run': ['owner', 'admin', 'operator'],
  'job:cancel': ['owner', 'admin', 'operator'],
  'config:read': ['owner', 'admin', 'operator'],
  'config:write': ['owner', 'admin'],
  'logs:read': ['owner', 'admin', 'operator'],
  'audit:read': ['owner', 'admin'],
  'user:manage': ['owner', 'admin'],
  // Only what the schedule or idleness stopped: whoever works there may end that.
  'environment:start': ['owner', 'admin', 'operator', 'scientist'],
  'environment:prod:open': ['owner', 'admin', 'operator', 'scientist', 'viewer'],
  'environment:dev:open': ['owner', 'admin', 'operator', 'scientist'],
  // Whoever opens it runs code in dev.
  'codelab:open': ['owner', 'admin', 'operator', 'scientist'],
  // Start, stop, reload and test what is developed: dev-glab, and no other service.
  'dev:steer': ['owner', 'admin', 'operator', 'scientist', 'codelab'],
  // Which snapshots there are, and how they stand.
  'backup:read': ['owner', 'admin', 'operator'],
  'backup:run': ['owner', 'admin', 'operator'],
  // Also browsing and downloading: a snapshot holds what everybody keeps in the lab.
  'backup:restore': ['owner', 'admin'],
  // Where the lab's data goes, and the codes that open it.
  'repository:manage': ['owner', 'admin'],
  // What was there is gone afterwards.
  'dev:reset': ['owner', 'admin'],
} as const satisfies Record<string, readonly Holder[]>;

/** Who something can be allowed to: people by their role, and what the lab itself made a token for. */
export type Holder = Role | Program['role'];

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as readonly Permission[];

export function may(holder: Holder, permission: Permission): boolean {
  return (table[permission] as readonly Holder[]).includes(holder);
}

export function permissionsOf(role: Holder): readonly Permission[] {
  return permissions.filter((permission) => may(role, permission));
}
