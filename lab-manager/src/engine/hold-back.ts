import { configHash } from '../core/desired/config-hash.ts';
import type { HealthInput } from '../core/health/check.ts';
import type { DesiredService } from '../core/model/desired-state.ts';
import type { Job } from '../core/model/job.ts';
import type { OperationKind } from '../core/model/operation.ts';
import type { StepAct } from '../core/model/step-act.ts';
import { previousName } from '../core/names.ts';
import type { Clock, Wishes } from '../core/ports.ts';
import type { LabWork } from '../jobs/lab-work.ts';

export interface HoldBackOptions {
  wishes: Pick<Wishes, 'holdBack'>;
  clock: Pick<Clock, 'now'>;
  services(): readonly DesiredService[];
  /** What the checks look at, after the newest look. */
  health(): HealthInput;
}

/** Remembers what failed to prove itself, where there is something to go back to. */
export const holdBack = ({
  wishes,
  clock,
  services,
  health,
}: HoldBackOptions): Pick<LabWork, 'holdBackFailed'> => ({
  holdBackFailed(job, failed) {
    const replaced = services().find(
      (one) => provesService(failed.act, one) && wasReplaced(job, one, health()),
    );
    if (!replaced) return false;
    const reason = `it did not prove itself in job ${job.id}`;
    wishes.holdBack(replaced.name, configHash(replaced.spec), reason, clock.now());
    return true;
  },
});

const provingKinds: readonly OperationKind[] = ['createContainer', 'startContainer', 'waitHealthy'];

/** Whether the step was about this service's new container. */
function provesService(act: StepAct | undefined, { name }: DesiredService): boolean {
  return act?.kind === 'operation' && act.on === name && provingKinds.includes(act.operation);
}

/** Only where the previous container was put aside, by this job or an earlier one, is there anything to go back to. */
function wasReplaced(job: Job, { name, spec }: DesiredService, health: HealthInput): boolean {
  const aside = previousName(spec.name);
  const seen = health.look?.observed.containers.some((one) => one.ours && one.name === aside) ?? false;
  const renamed = job.steps.some(
    ({ act, state }) =>
      act?.kind === 'operation' && act.operation === 'renameContainer' && act.on === name && state === 'done',
  );
  return seen || renamed;
}
