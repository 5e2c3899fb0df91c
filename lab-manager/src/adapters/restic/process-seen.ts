import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemCode } from '../files/files-error.ts';
import type { ChildRecord } from './child-records.ts';
import type { ProcessSeen } from './locks.ts';

/**
 * When a process or a thread began, in ticks since the machine did: with its number that tells it from all others. Undefined: there
 * is none, or nobody can tell.
 */
export function beginOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The 22nd field; the second is a name, which may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** What has a number now. In a container that starts anew they are given anew, from the first on; threads have some, too. */
export async function processOf(
  pid: number,
  program: string,
  records: readonly ChildRecord[],
): Promise<ProcessSeen> {
  try {
    // Of a thread that need not be its program's.
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    const recorded = records.find((record) => record.pid === pid)?.began;
    const now = beginOf(pid);
    if (recorded !== undefined && now !== undefined && recorded !== now) return 'another';
    return name === basename(program).slice(0, 15) ? 'restic' : 'other';
  } catch (error) {
    // Of what nobody could look at, the lock stays.
    return ['ENOENT', 'ESRCH'].includes(systemCode(error)) ? 'gone' : 'other';
  }
}
