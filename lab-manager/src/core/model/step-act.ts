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
  /** A database is written out. */
  dump: { service: string };
  /** What must not write while its files are read: a service, or of a brick that is frozen `prod/sample_notes`. */
  freeze: { name: string };
  pause: { name: string };
  stop: { name: string };
  /** It goes on, whichever of these was done to it. */
  thaw: { name: string };
  /** A snapshot comes into that repository, from another. */
  copy: { repository: string };
  check: { repository: string };
  retain: { repository: string };
  prune: { repository: string };
  /** A database that was restored is compared with what the snapshot says of it. */
  prove: { service: string };
  /** A glab has to answer on what was restored. */
  probe: { environment: string };
  /** What was restored comes in place, what was there aside; and back again. */
  swap: { part: string };
  putBack: { part: string };
}

export type StepActKind = keyof StepActArgs;

export type StepAct<K extends StepActKind = StepActKind> = {
  [Kind in K]: { kind: Kind } & StepActArgs[Kind];
}[K];
