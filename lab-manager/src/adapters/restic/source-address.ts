import type { RepositoryAccess } from '../../core/ports/backups.ts';
import { resticRepository } from './location.ts';

const login = ['RESTIC_REST_USERNAME', 'RESTIC_REST_PASSWORD'];

/**
 * The address of what is copied from with its login in it, where variables would give that of the other: both are REST
 * servers, and one must not get the password of the other. For a file that only the child reads; undefined elsewhere.
 */
export function addressWithLogin(
  access: RepositoryAccess,
  source: RepositoryAccess | undefined,
): string | undefined {
  if (access.location.kind !== 'rest' || source?.location.kind !== 'rest') return undefined;
  if (login.every((name) => access.credentials[name] === source.credentials[name])) return undefined;
  const [user, password] = login.map((name) => encodeURIComponent(source.credentials[name] ?? ''));
  return resticRepository(source.location).replace('://', `://${user}:${password}@`);
}
