import type { Job } from '../model/job.ts';
import type { LabError } from '../model/lab-error.ts';
import type { OperationKind } from '../model/operation.ts';
import type { EnvironmentWork } from '../model/work.ts';
import { workRunning, workStillRunning, workUnknown } from './work-words.ts';

/** What environments said of their work; undefined where one said nothing. */
export type Found = readonly (readonly [environment: string, work: EnvironmentWork | undefined])[];

/** Of one wait: what for, and how long. */
export interface Patience {
  environments: readonly string[];
  /** Until work that runs is no longer waited for. */
  leftMs: () => number;
  mostSilentMs: number;
  /** Those whose silence is not why they are kept, and after how long they are no longer waited for. */
  passedOver: ReadonlyMap<string, number>;
}

/** Whether the job waited for all of these. */
export function waited(job: Pick<Job, 'steps'>, environments: readonly string[]): boolean {
  const over = job.steps.flatMap(({ act, state }) =>
    act?.kind === 'waitForWork' && state === 'done' ? act.environments : [],
  );
  return environments.every((it) => over.includes(it));
}

/** What runs after the first steps was asked about before them, or is asked about right before it is stopped. */
export const hasBegun = (job: Pick<Job, 'steps'>): boolean =>
  job.steps.some(({ act, startedAt }) => startedAt !== undefined && act?.kind !== 'waitForWork');

/** By these a container goes or comes. */
const remaking: readonly OperationKind[] = [
  'stopContainer',
  'createContainer',
  'startContainer',
  'renameContainer',
  'removeContainer',
];

/** The service that this job itself took down or put there: whoever works by it began afterwards, or was asked about before. */
export function touched(job: Pick<Job, 'steps'>, service: string): boolean {
  return job.steps.some(
    ({ act, startedAt, state }) =>
      startedAt !== undefined &&
      act?.kind === 'operation' &&
      act.on === service &&
      remaking.includes(act.operation) &&
      (state === 'done' || act.operation !== 'stopContainer'),
  );
}

/** Why nothing of these may be stopped; where it is a person who asks, programs in terminals are told, too. */
export function refusal(found: Found, byPerson: boolean): LabError | undefined {
  for (const [environment, work] of found) {
    if (work === undefined) return workUnknown(environment);
    const programs = byPerson ? (work.codelab?.programs ?? 0) : 0;
    if (work.running + programs > 0) return workRunning(environment, work);
  }
  return undefined;
}

/** Whether it is waited for. */
export function isOpen(
  environment: string,
  work: EnvironmentWork | undefined,
  silentMs: number,
  { passedOver }: Pick<Patience, 'passedOver'>,
): boolean {
  if (work !== undefined) return work.running > 0;
  return silentMs < (passedOver.get(environment) ?? Infinity);
}

/** Why it is waited for no longer. */
export function overdue(
  environment: string,
  work: EnvironmentWork | undefined,
  silentMs: number,
  { leftMs, mostSilentMs }: { leftMs: number; mostSilentMs: number },
): LabError | undefined {
  if (work === undefined) return silentMs >= mostSilentMs ? workUnknown(environment) : undefined;
  return leftMs <= 0 ? workStillRunning(environment, work) : undefined;
}
