import { printLocation } from '../../core/backup/location.ts';
import { notMadeHere } from '../../core/backup/not-made.ts';
import { placeObjection, resolveLocation } from '../../core/backup/repository-place.ts';
import type { BackupFile, RepositoryFile } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type {
  BackupRepositories,
  BackupRepository,
  RepositoryAccess,
  RepositoryPlace,
  RepositorySecrets,
  RepositorySecretsGiven,
} from '../../core/ports.ts';

export interface RepositoryAccessOptions {
  repositories: BackupRepositories;
  secrets: RepositorySecrets;
  home: string;
  labId: string;
  /** As the lab is held to it. */
  file(): BackupFile;
}

export interface OpenRepository {
  repository: BackupRepository;
  access: RepositoryAccess;
  close(): Promise<void>;
}

/** Opens the lab's repositories: each use has its secrets in memory for as long as it takes, and no longer. */
export class Repositories {
  readonly #options: RepositoryAccessOptions;

  constructor(options: RepositoryAccessOptions) {
    this.#options = options;
  }

  all(): readonly RepositoryFile[] {
    return this.#options.file().repositories;
  }

  /** The one that snapshots are written to. Throws `backup.unset`. */
  primary(): RepositoryFile {
    const [first] = this.all();
    if (first !== undefined) return first;
    throw new LabError('backup.unset', 'The lab file names no repository for backups.', {
      hint: 'Name one under backup.repositories, and apply it.',
    });
  }

  /** Throws `backup.unknown_repository`; undefined means the first. */
  named(name: string | undefined): RepositoryFile {
    if (name === undefined) return this.primary();
    const found = this.all().find((one) => one.name === name);
    if (found !== undefined) return found;
    const names = this.all().map((one) => one.name);
    throw new LabError('backup.unknown_repository', `The lab file names no repository ${name}.`, {
      hint:
        names.length === 0
          ? 'Name it under backup.repositories, and apply it.'
          : `There is: ${names.join(', ')}.`,
    });
  }

  /** Of one of the lab file's. Throws `backup.unset`, and `backup.no_credentials` for one that was never made here. */
  with<Result>(
    name: string | undefined,
    use: (repository: BackupRepository, access: RepositoryAccess) => Promise<Result>,
    given?: RepositorySecretsGiven,
  ): Promise<Result> {
    return this.at(this.named(name), use, given);
  }

  async at<Result>(
    place: Pick<RepositoryFile, 'name' | 'location'>,
    use: (repository: BackupRepository, access: RepositoryAccess) => Promise<Result>,
    given?: RepositorySecretsGiven,
  ): Promise<Result> {
    const { repository, access, close } = await this.#open(place, given);
    try {
      return await use(repository, access);
    } finally {
      await close();
    }
  }

  /** For what is read bit by bit; has to be closed. */
  held(name: string): Promise<OpenRepository> {
    return this.#open(this.named(name));
  }

  async #open(
    { name, location }: Pick<RepositoryFile, 'name' | 'location'>,
    given?: RepositorySecretsGiven,
  ): Promise<OpenRepository> {
    const { secrets, repositories, home, labId } = this.#options;
    const objection = placeObjection(location, home);
    if (objection !== undefined)
      throw new LabError(
        'backup.invalid_location',
        `The place of the repository ${name} ${objection.message}.`,
        {
          hint: objection.suggestion,
        },
      );
    const { close, passwordFile, ...opened } = await secrets.open(placeOf({ name, location }), given);
    if (passwordFile === undefined) {
      await close();
      throw notMadeHere(name);
    }
    const place = resolveLocation(location, home);
    const access: RepositoryAccess = { name, location: place, host: labId, passwordFile, ...opened };
    return { repository: repositories.open(access), access, close };
  }
}

/** Where its secrets are kept, and for which place they are meant. */
export const placeOf = ({ name, location }: Pick<RepositoryFile, 'name' | 'location'>): RepositoryPlace => ({
  name,
  location: printLocation(location),
});
