import type { Role } from '../model/user.ts';

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
  'environment:prod:open': ['owner', 'admin', 'operator', 'scientist', 'viewer'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as readonly Permission[];

export function may(role: Role, permission: Permission): boolean {
  return (table[permission] as readonly Role[]).includes(role);
}

export function permissionsOf(role: Role): readonly Permission[] {
  return permissions.filter((permission) => may(role, permission));
}
