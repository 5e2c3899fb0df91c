import type { StepAct } from '../core/model/step-act.ts';
import { stepName } from '../core/step-names.ts';
import type { PlannedStep } from './job-definition.ts';

/** A step whose name follows from what it does; it waits for no other. */
export const acting = (act: StepAct, step: Omit<PlannedStep, 'name' | 'after'>): PlannedStep => ({
  name: stepName(act),
  after: [],
  ...step,
});
