import { join } from 'node:path';
import { printLocation } from '../../core/backup/location.ts';
import type { FoundRepository } from '../../core/backup/repository-found.ts';
import type { RepositorySecretsGiven } from '../../core/ports.ts';
import { repositorySecrets } from '../files/backup/repository-secrets.ts';
import { textIfThere } from '../files/text-if-there.ts';

/**
 * Has a lab that is being laid down in `folder` keep what opened the repository now (it may be the only thing that still does:
 * what the lab had may have been revoked when its machine was lost). Of the lab's own the key goes on, where it is that
 * repository's; what the place before needed is never sent to another.
 */
export async function keepGiven(
  folder: string,
  { name, place, isNamed, isKnown }: FoundRepository,
  given: RepositorySecretsGiven,
): Promise<void> {
  const all = join(folder, 'state/secrets/backup');
  const repository = { name, location: printLocation(place) };
  const secrets = repositorySecrets({ folder: all, memory: all });
  // Where the lab file names it, what is kept for another place may open another.
  const hasOwn = isKnown && (!isNamed || (await secrets.kept(repository)).password);
  const own = hasOwn ? await textIfThere(join(all, name, 'password')) : undefined;
  await secrets.keep(repository, { ...given, ...(own !== undefined && { password: own }) });
}
