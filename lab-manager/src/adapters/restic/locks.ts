import { jsonObject, parsedJson } from '../../core/json.ts';
import { restoringHost } from '../../core/backup/fresh-machine.ts';
import { numberOf, textOf, timeOf } from './fields.ts';
import type { ChildRecord } from './child-records.ts';

/** A lock as it lies in a repository. */
export interface Lock {
  hostname: string;
  pid: number;
  /** Epoch milliseconds; who holds it writes it anew every five minutes. */
  time: number;
}

/** `another`: the one that was recorded is gone, and its number is another's now. */
export type ProcessSeen = 'gone' | 'restic' | 'other' | 'another';

export interface LockSituation {
  locks: readonly Lock[];
  /** Of this machine, as restic writes it into locks. */
  hostname: string;
  /** Processes of ours that used this repository and didn't end in order. */
  records: readonly ChildRecord[];
  /** What has that number here now. */
  process: (pid: number) => ProcessSeen;
  now: number;
}

export type UnlockDecision =
  /** No lock of ours whose process is gone. */
  | { act: 'nothing' }
  | { act: 'unlock' }
  /** There is one whose number another process has for now: that would be sent the signal. */
  | { act: 'wait' }
  /** There is one, but taking it away would do harm: a sentence. */
  | { act: 'leave'; because: string };

/** restic's own: a lock that nobody wrote anew for so long is held by nobody. */
const oldMs = 30 * 60_000;
/** Of a machine that nobody here knows: long enough for clocks that differ, and for one that was put to sleep over night. */
const abandonedMs = 24 * 60 * 60_000;
/** A lock is written some time after its process was recorded; clocks step a little. */
const slackMs = 60_000;

/**
 * What `restic unlock` takes away can't be chosen: every old lock, whoever's it is, and each younger one that bears this
 * machine's name and whose process does not answer a SIGHUP. So it is run only where that comes to exactly the locks of
 * ours whose process is gone, and those that are surely nobody's, and where nothing but a restic, which ignores it, gets the
 * signal.
 */
export function decideUnlock(situation: LockSituation): UnlockDecision {
  const { locks, hostname, now } = situation;
  const old = (lock: Lock): boolean => now - lock.time > oldMs;
  const here = (lock: Lock): boolean => lock.hostname === hostname;
  const isNobodys = ({ hostname: of, time }: Lock): boolean =>
    now - time > (of === restoringHost ? oldMs : abandonedMs);
  const dead = (lock: Lock): boolean => {
    if (!here(lock) && isNobodys(lock)) return true;
    if (!here(lock) || situation.process(lock.pid) === 'restic') return false;
    return old(lock) || (isOurs(lock, situation.records) && situation.process(lock.pid) === 'gone');
  };
  const isNumbered = (lock: Lock): boolean =>
    here(lock) && !old(lock) && isOurs(lock, situation.records) && situation.process(lock.pid) === 'another';
  if (locks.some(isNumbered)) return { act: 'wait' };
  if (!locks.some(dead)) return { act: 'nothing' };
  const others = locks.filter((lock) => !dead(lock));
  // What is nobody's waits for its day: only a lock of ours is worth telling of.
  const isOfOurs = locks.some((lock) => here(lock) && dead(lock));
  const left = (because: string): UnlockDecision =>
    isOfOurs ? { act: 'leave', because } : { act: 'nothing' };
  const lost = others.find((lock) => old(lock));
  if (lost !== undefined) return left(`a lock of ${lost.hostname} (process ${lost.pid}) would go with ours`);
  const doubtful = others.find((lock) => here(lock) && situation.process(lock.pid) !== 'restic');
  if (doubtful !== undefined)
    return left(
      `a lock bears this lab’s name, and nothing proves that its process ${doubtful.pid} was one of this machine`,
    );
  return { act: 'unlock' };
}

const isOurs = (lock: Lock, records: readonly ChildRecord[]): boolean =>
  records.some((record) => record.pid === lock.pid && lock.time >= record.startedAt - slackMs);

/** What `restic cat lock` printed; undefined for something else. */
export function readLock(printed: string): Lock | undefined {
  const fields = jsonObject(parsedJson(printed));
  const [hostname, pid, time] = [textOf(fields, 'hostname'), numberOf(fields, 'pid'), timeOf(fields, 'time')];
  return hostname === undefined || pid === undefined || time === undefined
    ? undefined
    : { hostname, pid, time };
}
