import { may, type Permission } from '../../core/access/permissions.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Principal } from './principal.ts';

/** Throws `auth.forbidden` and says what is missing. */
export function assertMay({ user }: Principal, permission: Permission): void {
  if (may(user.role, permission)) return;
  throw new LabError('auth.forbidden', `The role ${user.role} may not do this.`, {
    hint: `It needs the permission ${permission}; an owner or admin of the lab has more.`,
  });
}
