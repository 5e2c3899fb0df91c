import type { PlannedStep, Step } from './job-definition.ts';

/** One after the other, each once those before it are done. */
export const inARow = (steps: readonly Step[]): readonly PlannedStep[] =>
  steps.map((step, index) => ({ ...step, after: index === 0 ? [] : [index - 1] }));
