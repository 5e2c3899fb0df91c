import { randomBytes } from 'node:crypto';
import { printLocation } from '../../core/backup/location.ts';
import { notMadeHere } from '../../core/backup/not-made.ts';
import { hasKeyOf } from '../../core/backup/repository-found.ts';
import { readRecoveryCode } from '../../core/backup/recovery-code.ts';
import type { RepositoryFile } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupMemory, BackupRepository, Clock, RepositorySecrets } from '../../core/ports.ts';
import { InTurn } from '../../in-turn.ts';
import type { RepositoryCredentials } from '../backups.ts';
import { placeOf, type Repositories } from './repository-access.ts';

export interface KeysOptions {
  repositories: Repositories;
  secrets: RepositorySecrets;
  memory: BackupMemory;
  clock: Clock;
}

export interface Given {
  credentials?: RepositoryCredentials;
  /** A recovery code, or another password of a repository that is there. */
  password?: string;
}

/** Makes repositories, and gives those that are there a key of this lab's own beside the one they were opened with. */
export class Keys {
  readonly #options: KeysOptions;
  /** By a job and by a person at once it would be made twice: then what opens one of them can't read the other. */
  readonly #turns = new InTurn();

  constructor(options: KeysOptions) {
    this.#options = options;
  }

  /** A folder needs nothing from a person to be made; anything else is made by one. Throws `backup.no_credentials`. */
  async ensure(repository: RepositoryFile, signal?: AbortSignal): Promise<void> {
    if (this.isMade(repository)) return;
    if (repository.location.kind === 'folder')
      return this.#turns.of(repository.name, async () => {
        if (!this.isMade(repository)) await this.#add(repository, {}, signal);
      });
    throw notMadeHere(repository.name);
  }

  /** Here, and where the lab file has it now. */
  isMade({ name, location }: RepositoryFile): boolean {
    return this.#options.memory.repository(name)?.location === printLocation(location);
  }

  /**
   * Makes it where there is none; one that is there gets a key of this lab's own beside the one it was opened with. Credentials are
   * kept once they were let in: what is mistyped takes the place of nothing.
   */
  add(repository: RepositoryFile, given: Given, signal?: AbortSignal): Promise<void> {
    return this.#turns.of(repository.name, () => this.#add(repository, given, signal));
  }

  async #add(repository: RepositoryFile, given: Given, signal: AbortSignal | undefined): Promise<void> {
    const { secrets } = this.#options;
    const place = placeOf(repository);
    const credentials = asSecrets(given.credentials);
    const own = (await secrets.kept(place)).password;
    if (given.password === undefined) {
      // Kept before it is used: a repository whose password nobody knows would be lost.
      if (!own) await secrets.keep(place, { password: newPassword() });
      return this.#take(repository, credentials, signal);
    }
    const opens = await this.#openingPassword(repository, given, signal);
    // An earlier try may have come as far as adding its key.
    if (!own || !(await this.#opensItself(repository, credentials, signal)))
      await this.#addOwnKey(repository, credentials, opens);
    await this.#take(repository, credentials, signal);
  }

  async #opensItself(
    repository: RepositoryFile,
    credentials: Secrets,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    try {
      await this.#options.repositories.at(repository, (it) => it.test(signal), credentials);
      return true;
    } catch (error) {
      if (error instanceof LabError && error.code === 'backup.wrong_key') return false;
      throw error;
    }
  }

  /**
   * Kept before it is added: a key that was added and that nobody has would open it for ever. One that was kept and opens something
   * else lies aside from then on.
   */
  async #addOwnKey(repository: RepositoryFile, credentials: Secrets, opens: string): Promise<void> {
    const { secrets, repositories } = this.#options;
    const place = placeOf(repository);
    await secrets.keep(place, { password: newPassword() });
    const fresh = await secrets.open(place);
    try {
      const { passwordFile } = fresh;
      if (passwordFile === undefined) throw new Error('a key that was kept is not there');
      await repositories.at(repository, (it) => it.addKey(passwordFile), { ...credentials, password: opens });
    } finally {
      await fresh.close();
    }
  }

  /**
   * Whether it opens. Nothing is changed, and nothing kept; and to a place for which nothing is kept goes what is given, and no more:
   * with a key of no repository it still tells whether it answers, and whether there is one.
   */
  async test(
    repository: Pick<RepositoryFile, 'name' | 'location'>,
    given: Given = {},
    signal?: AbortSignal,
  ): Promise<void> {
    if (given.password !== undefined) return void (await this.#openingPassword(repository, given, signal));
    const { secrets, repositories } = this.#options;
    const { password } = await secrets.kept(placeOf(repository));
    const opens = { ...asSecrets(given.credentials), ...(password ? {} : { password: newPassword() }) };
    await repositories.at(repository, (it) => it.test(signal), opens);
  }

  async #take(repository: RepositoryFile, credentials: Secrets, signal?: AbortSignal): Promise<void> {
    await this.#options.repositories.at(
      repository,
      async (it) => {
        await this.#init(repository, it, signal);
        await this.#options.secrets.keep(placeOf(repository), credentials);
        await this.#noteTaken(repository, it);
      },
      credentials,
    );
  }

  /** Where it has to be made as a copy, its source has to be there and to answer; of one that is there nobody asks its source. */
  async #init(
    { copyOf }: RepositoryFile,
    it: BackupRepository,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (copyOf === undefined || (await isThere(it, signal))) return it.init(signal);
    const { repositories } = this.#options;
    // The lab file lets none be a copy of itself, by whatever way: turns within turns end.
    await this.ensure(repositories.named(copyOf), signal);
    await repositories.with(copyOf, async (source, access) => {
      // Asked by itself, so that what is wrong with it is told of it.
      await source.test(signal);
      await it.init(signal, access);
    });
  }

  async #noteTaken(repository: RepositoryFile, it: BackupRepository): Promise<void> {
    const { memory, clock } = this.#options;
    const there = await it.keys();
    const key = there.find(({ current }) => current)?.id;
    if (key === undefined)
      throw new LabError(
        'backup.failed',
        `The repository ${repository.name} does not say which key opened it.`,
        {
          hint: `Somebody may have taken keys out of it at that time. Open it again: labctl backup repo add ${repository.name}.`,
        },
      );
    const location = printLocation(repository.location);
    const before = memory.repository(repository.name);
    const ids = there.map(({ id }) => id);
    // Another lies in its place, made anew on a new disk, say: what opened that one opens nothing here.
    if (before !== undefined && !hasKeyOf(ids, before)) memory.forget(repository.name);
    memory.noteMade({ name: repository.name, location, key, madeAt: clock.now() });
  }

  /** As it was typed, or as a recovery code is printed: whichever opens it. */
  async #openingPassword(
    repository: Pick<RepositoryFile, 'name' | 'location'>,
    { credentials, password = '' }: Given,
    signal?: AbortSignal,
  ): Promise<string> {
    const { repositories } = this.#options;
    const opens = (one: string) =>
      repositories.at(repository, (it) => it.test(signal), { ...asSecrets(credentials), password: one });
    const read = readRecoveryCode(password);
    const asCode = 'code' in read ? read.code : password;
    try {
      await opens(password);
      return password;
    } catch (error) {
      const isWrong = error instanceof LabError && error.code === 'backup.wrong_key';
      if (!isWrong || asCode === password) throw error;
    }
    await opens(asCode);
    return asCode;
  }
}

async function isThere(it: BackupRepository, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await it.test(signal);
    return true;
  } catch (error) {
    if (error instanceof LabError && error.code === 'backup.no_repository') return false;
    throw error;
  }
}

/** 256 random bits. */
const newPassword = (): string => randomBytes(32).toString('base64url');

type Secrets = ReturnType<typeof asSecrets>;

const asSecrets = (credentials: RepositoryCredentials | undefined) => ({
  ...(credentials?.variables !== undefined && { credentials: credentials.variables }),
  ...(credentials?.ssh !== undefined && { ssh: credentials.ssh }),
});
