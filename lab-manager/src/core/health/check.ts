import type { DesiredState } from '../model/desired-state.ts';
import type { LabError, ErrorDetail } from '../model/lab-error.ts';
import type { ObservedState } from '../model/observed-state.ts';
import type { Problem } from '../model/problem.ts';

/** All that checks look at: the newest look, and what can't be seen in it. */
export interface HealthInput {
  /** Undefined before the first look. */
  look: { desired: DesiredState; observed: ObservedState } | undefined;
  /** Why the newest look failed. */
  blind: LabError | undefined;
  /** The file systems that matter; empty when they were not measured. */
  disks: readonly DiskSpace[];
  heldBack: ReadonlyMap<string, string>;
  labFile: {
    /** What is wrong with lab.yaml as it lies on disk. */
    broken: readonly ErrorDetail[];
    /** The newest accepted version, while the lab is held to another. */
    notYetApplied: number | undefined;
  };
  now: number;
}

export interface DiskSpace {
  path: string;
  freeBytes: number;
  totalBytes: number;
  freeInodes: number;
}

export type Look = NonNullable<HealthInput['look']>;

export interface HealthCheck {
  /** As in the problems it finds. */
  id: string;
  /** What is the case when it finds nothing, one sentence. */
  fine: string;
  /** Undefined: it can't be told now. */
  find(input: HealthInput): readonly Problem[] | undefined;
}

/** A check of the newest look; nothing can be told while there is none. */
export function checkOfLook(
  id: string,
  fine: string,
  find: (look: Look, input: HealthInput) => readonly Omit<Problem, 'id'>[],
): HealthCheck {
  return {
    id,
    fine,
    find: (input) =>
      input.look === undefined || input.blind !== undefined
        ? undefined
        : find(input.look, input).map((problem) => ({ id, ...problem })),
  };
}
