import type { OperationKind } from './operation.ts';

/** What a step of a job does, as far as anybody plans by what a job did before; from this table the type and the names come. */
export interface StepActArgs {
  /** `on` is what it is about: `prod-db`. */
  operation: { operation: OperationKind; on: string };
  waitForWork: { environments: readonly string[] };
  setEnabled: { environment: string; enabled: boolean };
  takeLabFile: { version: number };
  /** What is wished of a service. */
  wish: { service: string };
  /** That what the schedule or idleness stopped stays stopped. */
  keep: { service: string };
  /** Whether it is on this machine at all. */
  installed: { service: string };
  /** What was held back may be tried again. */
  release: { service: string };
  /** Somebody came while it was being stopped for want of anybody. */
  callOff: { reason: 'idle' };
}

export type StepActKind = keyof StepActArgs;

export type StepAct<K extends StepActKind = StepActKind> = {
  [Kind in K]: { kind: Kind } & StepActArgs[Kind];
}[K];
