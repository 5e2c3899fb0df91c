import type { EnvironmentStatus } from '../model/environment-status.ts';
import type { FollowedSchedule } from '../model/followed-schedule.ts';
import type { EnvironmentFile, EnvironmentName } from '../model/lab-file.ts';
import type { ServiceStatus } from '../model/lab-status.ts';
import type { EnvironmentWork } from '../model/work.ts';
import type { Stop } from '../model/wish.ts';
import { dueAction, followSchedule, type DueAction } from './due.ts';
import { reasonToWait } from './work-words.ts';

/** What has to be asked of the environment itself. */
export interface Inside {
  /** Undefined where nobody can tell. */
  work: EnvironmentWork | undefined;
  /** The same of what goes on in the codelab beside its glab. */
  codelab: EnvironmentWork | undefined;
  /** Milliseconds since somebody used the codelab, 0 while something runs in it; undefined where nobody can tell. */
  unusedMs: number | undefined;
}

/** What is kept between two looks. */
export interface Memory {
  followed: FollowedSchedule | undefined;
  /** Whether it ran when that could last be told. */
  ran: boolean | undefined;
  /** What is due and waits, in words. */
  waiting: string | undefined;
}

export interface Situation {
  name: EnvironmentName;
  file: Pick<EnvironmentFile, 'enabled' | 'schedule' | 'idle'>;
  timeZone: string;
  memory: Memory;
  /** Undefined: there is no such environment. */
  state: EnvironmentStatus['state'] | undefined;
  /** Its services. */
  services: readonly Pick<ServiceStatus, 'name' | 'wanted'>[];
  wishes: { stops: ReadonlyMap<string, Pick<Stop, 'reason'>>; uninstalled: ReadonlySet<string> };
  /** Milliseconds since somebody came, work ended, or it was started. */
  idleMs: number;
  /** Another job runs: nothing is asked for. */
  busy: boolean;
  /** Undefined until it was looked inside. */
  inside: Inside | undefined;
  now: number;
}

export type Action =
  | { kind: 'nothing' }
  /** Decided anew with what that finds; `hold`: nothing queued begins from there on. */
  | { kind: 'lookInside'; hold: boolean }
  | { kind: 'ask'; verb: DueAction['kind']; reason: 'schedule' | 'idle' };

export interface Next {
  memory: Memory & { followed: FollowedSchedule };
  /** Somebody used it that long ago, which wasn't known. */
  usedAgoMs?: number;
  action: Action;
}

const nothing: Action = { kind: 'nothing' };

/**
 * What an environment needs by its schedule, and when nobody uses it. It goes by what is, not by what was asked for: a
 * time of the schedule is done once the lab is as it wants it.
 */
export function nextAction(it: Situation): Next {
  const { enabled, schedule } = it.file;
  const running = it.state === 'running';
  const followed = followSchedule(
    it.memory.followed,
    JSON.stringify([enabled, schedule, it.timeZone]),
    it.now,
  );
  const due = dueAction(schedule, it.timeZone, followed.doneAt, it.now);
  const next = {
    memory: {
      followed,
      // While nobody can see whether it runs, it neither stopped nor started.
      ran: it.state === undefined || it.state === 'unknown' ? it.memory.ran : running,
      waiting: due?.kind === 'stop' ? it.memory.waiting : undefined,
    },
    // What was just started was started for somebody.
    ...(running && it.memory.ran === false ? { usedAgoMs: 0 } : {}),
    action: nothing,
  };
  if (it.busy || it.state === undefined || ['disabled', 'unknown'].includes(it.state)) return next;
  if (due !== undefined) return bySchedule(it, due, next);
  return running && next.usedAgoMs === undefined ? whenIdle(it, next) : next;
}

function bySchedule({ name, services, wishes, inside }: Situation, due: DueAction, next: Next): Next {
  const { memory } = next;
  const isDone = due.kind === 'start' ? !stoppedByItself(services, wishes) : isStopped(services, wishes);
  if (isDone) {
    const followed = { ...memory.followed, doneAt: due.at };
    return { ...next, memory: { ...memory, followed, waiting: undefined } };
  }
  const ask: Action = { kind: 'ask', verb: due.kind, reason: 'schedule' };
  if (due.kind === 'start') return { ...next, action: ask };
  if (inside === undefined) return { ...next, action: { kind: 'lookInside', hold: true } };
  // Also while nobody can tell: nothing is ended that may run.
  const reasons = (
    [
      [name, inside.work],
      ['dev-codelab', inside.codelab],
    ] as const
  )
    .filter(([, work]) => work === undefined || work.running > 0)
    .map(([workplace, work]) => reasonToWait(workplace, work));
  const waits = reasons.length > 0;
  const words = `Due to stop by the schedule, and waiting: ${reasons.join('; ')}.`;
  return {
    ...next,
    memory: { ...memory, waiting: waits ? words : undefined },
    action: waits ? nothing : ask,
  };
}

/** Nobody came for so long, nothing runs or waits, nobody uses the codelab. */
function whenIdle({ file, idleMs, inside }: Situation, next: Next): Next {
  const { stopAfter } = file.idle;
  if (stopAfter === undefined || idleMs < stopAfter) return next;
  if (inside === undefined) return { ...next, action: { kind: 'lookInside', hold: false } };
  const { work, unusedMs } = inside;
  // The time without anybody begins when what goes on has ended; where nobody can tell, it may go on.
  if (work === undefined || unusedMs === undefined || work.running + work.queued > 0)
    return { ...next, usedAgoMs: 0 };
  if (unusedMs < stopAfter) return { ...next, usedAgoMs: unusedMs };
  return { ...next, action: { kind: 'ask', verb: 'stop', reason: 'idle' } };
}

type Wanted = Pick<Situation, 'services' | 'wishes'>;

const stoppedByItself = (services: Wanted['services'], { stops }: Wanted['wishes']): boolean =>
  services.some(({ name }) => (stops.get(name)?.reason ?? 'person') !== 'person');

/** All of it, not its glab alone: a person may have stopped that one, and the rest runs on. */
const isStopped = (services: Wanted['services'], { stops, uninstalled }: Wanted['wishes']): boolean =>
  services.every(({ name, wanted }) => stops.has(name) || uninstalled.has(name) || wanted !== 'running');
