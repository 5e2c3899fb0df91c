import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { assertEmptyRoot } from '../../core/backup/fresh-machine.ts';
import { stagedInSnapshot, stagedState } from '../../core/backup/staged-files.ts';
import type { Snapshot } from '../../core/model/backup.ts';
import type { BackupRepository, Clock, RepositorySecretsGiven } from '../../core/ports.ts';
import { chooseSnapshot, type Choice, type TakenSnapshot } from './choose-snapshot.ts';
import { keepGiven } from './keep-given.ts';
import type { LabSource } from './lay-down.ts';
import { namePlace } from './name-place.ts';
import { rememberOpened } from './remember-opened.ts';

export interface LabFromSnapshotOptions extends Omit<Choice, 'repository' | 'now' | 'signal'> {
  /** What opened it there, and what its place needs: the restored lab keeps it. */
  given: RepositorySecretsGiven;
  clock: Pick<Clock, 'now'>;
}

export interface ChosenSnapshot {
  snapshot: Snapshot;
  source: LabSource;
  /** What somebody has to know who restores it, a sentence each. */
  told: readonly string[];
}

/** Throws what `chooseSnapshot` throws, and `assertEmptyRoot`. */
export async function labFromSnapshot(
  repository: BackupRepository,
  options: LabFromSnapshotOptions,
  signal: AbortSignal,
): Promise<ChosenSnapshot> {
  const { home, location, wanted, lab, given, clock } = options;
  assertEmptyRoot(home, await readdir(home));
  const taken = await chooseSnapshot({ repository, home, location, wanted, lab, now: clock.now(), signal });
  const { snapshot, manifest, place, told, listed } = taken;
  const put = async (folder: string): Promise<string> => {
    await putState(repository, taken, folder, signal);
    const now = clock.now();
    if (!place.isNamed) await namePlace(folder, place, now);
    const keys = await repository.keys();
    const key = keys.find(({ current }) => current)?.id ?? '';
    const { password } = given;
    rememberOpened(folder, place, { key, keys: keys.map(({ id }) => id), password, now });
    await keepGiven(folder, place, given);
    return readFile(join(folder, 'lab.yaml'), 'utf8');
  };
  const ask = { repository: place.name, snapshot: snapshot.id };
  return { snapshot, told, source: { manifest, put, ask, listed } };
}

async function putState(
  repository: BackupRepository,
  { snapshot: { id: snapshot }, labFile }: TakenSnapshot,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const write = (from: string, to: string) =>
    pipeline(
      Readable.from(repository.read(snapshot, from, signal)),
      createWriteStream(join(folder, to), { flags: 'wx', mode: 0o600, flush: true }),
    );
  await writeFile(join(folder, 'lab.yaml'), labFile, { flag: 'wx', mode: 0o600, flush: true });
  await write(stagedInSnapshot(stagedState), 'state/lab.db');
  for (const part of ['secrets', 'ca']) {
    const target = join(folder, 'state', part);
    await mkdir(target, { mode: 0o700 });
    await repository.restore({ snapshot, folder: `/state/${part}`, target }, () => undefined, signal);
  }
}
