import { randomBytes } from 'node:crypto';
import { printLocation } from '../../core/backup/location.ts';
import { makeRecoveryCode, readRecoveryCode, recoveryCodeBytes } from '../../core/backup/recovery-code.ts';
import type { RepositoryFile } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type {
  BackupMemory,
  BackupRepository,
  Clock,
  KnownRepository,
  RepositoryPlace,
  RepositorySecrets,
} from '../../core/ports.ts';
import type { RecoveryCode, RecoveryCodeState, RepositoryCredentials } from '../backups.ts';
import type { Repositories } from './repository-access.ts';

export interface KeysOptions {
  repositories: Repositories;
  secrets: RepositorySecrets;
  memory: BackupMemory;
  clock: Clock;
  labId: string;
}

export interface Given {
  credentials?: RepositoryCredentials;
  /** A recovery code, or another password of a repository that is there. */
  password?: string;
}

/** Makes repositories and what opens them. A key is only ever taken away once another was proved to open. */
export class Keys {
  readonly #options: KeysOptions;

  constructor(options: KeysOptions) {
    this.#options = options;
  }

  /** A folder needs nothing from a person to be made; anything else is made by one. Throws `backup.no_credentials`. */
  async ensure(repository: RepositoryFile, signal?: AbortSignal): Promise<void> {
    if (this.isMade(repository)) return;
    if (repository.location.kind === 'folder') return this.add(repository, {}, signal);
    throw new LabError('backup.no_credentials', `The repository ${repository.name} was not made here yet.`, {
      hint: `Make it, or open the one that is there: labctl backup repo add ${repository.name}.`,
    });
  }

  /** Here, and where the lab file has it now. */
  isMade({ name, location }: RepositoryFile): boolean {
    return this.#options.memory.repository(name)?.location === printLocation(location);
  }

  /**
   * Makes it where there is none; one that is there gets a key of this lab's own beside the one it was opened with. Credentials are
   * kept once they were let in: what is mistyped takes the place of nothing.
   */
  async add(repository: RepositoryFile, given: Given, signal?: AbortSignal): Promise<void> {
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

  /** The one that works stays until the new one was typed back; only one that nobody ever confirmed is replaced. */
  async makeCode(repository: RepositoryFile): Promise<RecoveryCode> {
    const { repositories, secrets, memory, clock, labId } = this.#options;
    const code = makeRecoveryCode(randomBytes(recoveryCodeBytes));
    await repositories.at(repository, async (it) => {
      const there = await it.keys();
      this.#noteProved(
        repository,
        there.map(({ id }) => id),
      );
      const before = this.#known(repository).newCode?.key;
      // Not that of the code which the new one takes the place of: where that one stays, it was left behind.
      memory.noteKeysBefore(
        repository.name,
        there.map(({ id }) => id).filter((id) => id !== before),
      );
      const fresh = await secrets.open(placeOf(repository), { password: code });
      try {
        if (fresh.passwordFile === undefined) throw new Error('a code that was given is not there');
        memory.noteNewCode(repository.name, await it.addKey(fresh.passwordFile), clock.now());
      } finally {
        await fresh.close();
      }
      if (before !== undefined) await removeIfThere(it, before);
      await this.leftBehind(repository.name, it);
    });
    return { code, repository: repository.name, location: repository.location, labId };
  }

  /** The repository itself says whether it is right; then the older one goes. */
  async confirmCode(repository: RepositoryFile, typed: string): Promise<void> {
    const { repositories, memory, clock } = this.#options;
    const { newCode, code } = this.#known(repository);
    const read = readRecoveryCode(typed);
    if (!('code' in read)) throw wrongCode(read.message);
    const opened = await repositories
      .at(repository, (it) => it.keys(), { password: read.code })
      .catch((error: unknown) => {
        throw error instanceof LabError && error.code === 'backup.wrong_key' ? wrongCode(notThat) : error;
      });
    const key = opened.find(({ current }) => current)?.id;
    // The old one still opens it, and says nothing about the new one.
    if (key === undefined || key !== (newCode ?? code)?.key) throw wrongCode(notThat);
    if (newCode === undefined) return;
    // The older one first: a code that was stolen is never said to be gone while it opens.
    if (code !== undefined) await repositories.at(repository, (it) => removeIfThere(it, code.key));
    memory.confirmNewCode(repository.name, clock.now());
  }

  /** Where the older code's key went the new one was proved, and the manager died before it noted that. */
  #noteProved(repository: RepositoryFile, there: readonly string[]): void {
    const { memory, clock } = this.#options;
    const { code, newCode } = this.#known(repository);
    if (code === undefined || newCode === undefined || there.includes(code.key)) return;
    if (there.includes(newCode.key)) memory.confirmNewCode(repository.name, clock.now());
  }

  /**
   * Keys that were added and not noted, since the manager died between the two: they are told, and are for a person to take away,
   * as one may be somebody else's who added it at that very time.
   */
  async leftBehind(name: string, it: Pick<BackupRepository, 'keys'>): Promise<readonly string[]> {
    const { memory } = this.#options;
    const known = memory.repository(name);
    if (known?.keysBefore === undefined) return [];
    const { keysBefore, key, code, newCode } = known;
    const ours = [...keysBefore, key, code?.key, newCode?.key];
    const left = (await it.keys()).filter(({ id, current }) => !current && !ours.includes(id));
    if (left.length === 0) memory.forgetKeysBefore(name);
    return left.map(({ id }) => id);
  }

  codeState(name: string): RecoveryCodeState {
    const known = this.#options.memory.repository(name);
    if (known?.newCode !== undefined) return known.code === undefined ? 'unconfirmed' : 'renewing';
    return known?.code === undefined ? 'none' : 'confirmed';
  }

  async #take(repository: RepositoryFile, credentials: Secrets, signal?: AbortSignal): Promise<void> {
    await this.#options.repositories.at(
      repository,
      async (it) => {
        await it.init(signal);
        await this.#options.secrets.keep(placeOf(repository), credentials);
        await this.#noteTaken(repository, it);
      },
      credentials,
    );
  }

  async #noteTaken(repository: RepositoryFile, it: BackupRepository): Promise<void> {
    const { memory, clock } = this.#options;
    const key = (await it.keys()).find(({ current }) => current)?.id;
    if (key === undefined)
      throw new LabError('backup.failed', `${repository.name} does not say which key opened it.`);
    const location = printLocation(repository.location);
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

  #known({ name }: RepositoryFile): KnownRepository {
    const known = this.#options.memory.repository(name);
    if (known !== undefined) return known;
    throw new LabError('backup.no_repository', `The repository ${name} was not made here yet.`, {
      hint: `Make it: labctl backup repo add ${name}.`,
    });
  }
}

/** 256 random bits. */
const newPassword = (): string => randomBytes(32).toString('base64url');

type Secrets = ReturnType<typeof asSecrets>;

const placeOf = ({ name, location }: Pick<RepositoryFile, 'name' | 'location'>): RepositoryPlace => ({
  name,
  location: printLocation(location),
});

const asSecrets = (credentials: RepositoryCredentials | undefined) => ({
  ...(credentials?.variables !== undefined && { credentials: credentials.variables }),
  ...(credentials?.ssh !== undefined && { ssh: credentials.ssh }),
});

async function removeIfThere(repository: BackupRepository, key: string): Promise<void> {
  if ((await repository.keys()).some(({ id, current }) => id === key && !current))
    await repository.removeKey(key);
}

const notThat = 'That is not the recovery code that was made last.';

const wrongCode = (why: string): LabError =>
  new LabError('backup.wrong_code', why, {
    hint: 'Type it as it is printed, or make a new one: the one that was confirmed before goes on working.',
  });
