import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryAccess } from '../../core/ports/backups.ts';
import type { ChildRecord } from './child-records.ts';
import { readIds } from './ids.ts';
import { resticRepository } from './location.ts';
import { decideUnlock, readLock, type Lock, type ProcessSeen, type UnlockDecision } from './locks.ts';
import { processOf } from './process-seen.ts';
import type { Restic } from './restic.ts';

const limitMs = 2 * 60_000;
/** A second apart. */
const mostTries = 15;

export async function unlockOwn(restic: Restic, access: RepositoryAccess): Promise<void> {
  const repository = resticRepository(access.location);
  const records = restic.records.of(repository);
  const locks = await readLocks(restic, access);
  const { decision, process } = await decided(restic, locks, records);
  if (decision.act === 'leave') throw left(access, decision.because);
  if (decision.act === 'unlock')
    await restic.run(access, {
      args: ['unlock'],
      json: true,
      lock: 'none',
      doing: `unlock the repository ${access.name}`,
    });
  // Of those whose process still runs the lock is its own affair; one that stays has to be known for ours the next time.
  const still = new Set(locks.filter(({ pid }) => process(pid) !== 'gone').map(({ pid }) => pid));
  for (const record of records) if (!still.has(record.pid)) await forget(restic, record, repository);
}

interface Decided {
  decision: UnlockDecision;
  process(pid: number): ProcessSeen;
}

/** A number that another process has is free again soon, as a rule. */
async function decided(
  restic: Restic,
  locks: readonly Lock[],
  records: readonly ChildRecord[],
): Promise<Decided> {
  const { clock, hostname, program } = restic.options;
  for (let left = mostTries; ; left -= 1) {
    const seen = new Map<number, ProcessSeen>();
    for (const { pid } of locks) seen.set(pid, await processOf(pid, program, records));
    const process = (pid: number): ProcessSeen => seen.get(pid) ?? 'other';
    const decision = decideUnlock({ locks, hostname, records, process, now: clock.now() });
    if (decision.act !== 'wait' || left === 0) return { decision, process };
    await sleep(1000);
  }
}

/** One that was recorded a moment ago, and has no lock yet, or is not restic yet but what starts it, is not forgotten. */
async function forget(restic: Restic, record: ChildRecord, repository: string): Promise<void> {
  const seen = await processOf(record.pid, restic.options.program, [record]);
  const isThere = seen === 'restic' || (seen === 'other' && record.began !== undefined);
  if (!isThere) restic.records.forget(record, repository);
}

async function readLocks(restic: Restic, access: RepositoryAccess): Promise<readonly Lock[]> {
  const use = {
    json: true,
    lock: 'none' as const,
    doing: `read the locks of the repository ${access.name}`,
    limitMs,
  };
  const ids = readIds(await restic.printed(access, { ...use, args: ['list', 'locks'] }));
  const locks: Lock[] = [];
  for (const id of ids) {
    try {
      const lock = readLock(await restic.printed(access, { ...use, args: ['cat', 'lock', id] }));
      if (lock !== undefined) locks.push(lock);
    } catch (error) {
      // Who held it has ended meanwhile, or it was never written whole; restic passes over it as well.
      if (!(error instanceof LabError) || !['backup.failed', 'backup.damaged'].includes(error.code))
        throw error;
    }
  }
  return locks;
}

const left = (access: RepositoryAccess, because: string): LabError =>
  new LabError(
    'backup.locked',
    `The repository ${access.name} has a lock of this lab whose process is gone, and it stays: ${because}.`,
    {
      hint: 'See that no other program uses the repository, then take all locks away there: restic unlock --remove-all. After half an hour ours is taken away by itself.',
    },
  );
