import type { PlannedStep } from './job-definition.ts';

/** Those that were started last may need the others until their end. */
export const stopInReverse = (stops: readonly PlannedStep[]): readonly PlannedStep[] =>
  stops.toReversed().map((stop, index) => ({ ...stop, after: index === 0 ? [] : [index - 1] }));
