import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryAccess } from '../../core/ports/backups.ts';
import { systemCode } from '../files/files-error.ts';
import { resticRepository } from './location.ts';
import { decideUnlock, readLock, type Lock, type ProcessSeen } from './locks.ts';
import type { Restic } from './restic.ts';
import { snapshotId } from './snapshots.ts';

const limitMs = 2 * 60_000;

export async function unlockOwn(restic: Restic, access: RepositoryAccess): Promise<void> {
  const { clock, hostname, program } = restic.options;
  const records = restic.records.of(resticRepository(access.location));
  const locks = await readLocks(restic, access);
  const processes = new Map<number, ProcessSeen>();
  for (const { pid } of locks) processes.set(pid, await processOf(pid, program));
  const decision = decideUnlock({
    locks,
    hostname,
    records,
    process: (pid) => processes.get(pid) ?? 'other',
    now: clock.now(),
  });
  if (decision.act === 'leave') throw left(access, decision.because);
  if (decision.act === 'unlock')
    await restic.run(access, {
      args: ['unlock'],
      json: true,
      lock: 'none',
      doing: `unlock the repository ${access.name}`,
    });
  // Of those whose process still runs the lock is its own affair.
  const still = new Set(locks.filter(({ pid }) => processes.get(pid) === 'restic').map(({ pid }) => pid));
  for (const { pid } of records) if (!still.has(pid)) await forget(restic, pid, program);
}

/** One that was recorded a moment ago, and has no lock yet, is not forgotten. */
async function forget(restic: Restic, pid: number, program: string): Promise<void> {
  if ((await processOf(pid, program)) !== 'restic') restic.records.remove(pid);
}

async function readLocks(restic: Restic, access: RepositoryAccess): Promise<readonly Lock[]> {
  const use = {
    json: true,
    lock: 'none' as const,
    doing: `read the locks of the repository ${access.name}`,
    limitMs,
  };
  const ids = (await restic.printed(access, { ...use, args: ['list', 'locks'] }))
    .split('\n')
    .map((line) => line.replaceAll('"', '').trim())
    .filter((id) => snapshotId.test(id));
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

/** Threads have numbers too, and `comm` of theirs need not be their program's. */
async function processOf(pid: number, program: string): Promise<ProcessSeen> {
  try {
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    return name === basename(program).slice(0, 15) ? 'restic' : 'other';
  } catch (error) {
    // Of what nobody could look at, the lock stays.
    return ['ENOENT', 'ESRCH'].includes(systemCode(error)) ? 'gone' : 'other';
  }
}

const left = (access: RepositoryAccess, because: string): LabError =>
  new LabError(
    'backup.locked',
    `The repository ${access.name} has a lock of this lab whose process is gone, and it stays: ${because}.`,
    {
      hint: 'See that no other program uses the repository, then take all locks away there: restic unlock. After half an hour ours is taken away by itself.',
    },
  );
