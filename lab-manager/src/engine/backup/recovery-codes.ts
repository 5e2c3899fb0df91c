import { randomBytes } from 'node:crypto';
import { notMadeHere } from '../../core/backup/not-made.ts';
import { makeRecoveryCode, readRecoveryCode, recoveryCodeBytes } from '../../core/backup/recovery-code.ts';
import type { RepositoryFile } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type {
  BackupMemory,
  BackupRepository,
  Clock,
  KnownRepository,
  RepositorySecrets,
} from '../../core/ports.ts';
import type { RecoveryCode, RecoveryCodeState } from '../backups.ts';
import { placeOf, type Repositories } from './repository-access.ts';

export interface RecoveryCodesOptions {
  repositories: Repositories;
  secrets: RepositorySecrets;
  memory: BackupMemory;
  clock: Clock;
  labId: string;
}

/** Codes by which a person opens a repository without this lab. One is only ever taken away once another was proved to open. */
export class RecoveryCodes {
  readonly #options: RecoveryCodesOptions;

  constructor(options: RecoveryCodesOptions) {
    this.#options = options;
  }

  /** The one that works stays until the new one was typed back; only one that nobody ever confirmed is replaced. */
  async make(repository: RepositoryFile): Promise<RecoveryCode> {
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
  async confirm(repository: RepositoryFile, typed: string): Promise<void> {
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
   * What a look at the keys that are there tells: a code whose key somebody took away, or that a state from before knows of another
   * repository, opens nothing. Answers ids of keys that were left behind.
   */
  async lookAt(name: string, it: Pick<BackupRepository, 'keys'>): Promise<readonly string[]> {
    const { memory } = this.#options;
    const code = memory.repository(name)?.code;
    if (code !== undefined) {
      const there = (await it.keys()).map(({ id }) => id);
      // With a new one under way that is told already; whether it was typed back is for `make` to see.
      const isRenewing = memory.repository(name)?.newCode !== undefined;
      if (!there.includes(code.key) && !isRenewing) memory.forgetCode(name, code.key);
    }
    return this.leftBehind(name, it);
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

  state(name: string): RecoveryCodeState {
    const known = this.#options.memory.repository(name);
    if (known?.newCode !== undefined) return known.code === undefined ? 'unconfirmed' : 'renewing';
    return known?.code === undefined ? 'none' : 'confirmed';
  }

  #known({ name }: RepositoryFile): KnownRepository {
    const known = this.#options.memory.repository(name);
    if (known !== undefined) return known;
    throw notMadeHere(name);
  }
}

async function removeIfThere(repository: BackupRepository, key: string): Promise<void> {
  if ((await repository.keys()).some(({ id, current }) => id === key && !current))
    await repository.removeKey(key);
}

const notThat = 'That is not the recovery code that was made last.';

const wrongCode = (why: string): LabError =>
  new LabError('backup.wrong_code', why, {
    hint: 'Type it as it is printed, or make a new one; one that was typed back before goes on working.',
  });
