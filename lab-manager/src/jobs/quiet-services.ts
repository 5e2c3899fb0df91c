import type { Job } from '../core/model/job.ts';
import type { StepAct } from '../core/model/step-act.ts';
import { stepName } from '../core/step-names.ts';
import { quietWays, type BackupWork, type QuietService } from './backup-work.ts';
import type { PlannedStep, Step } from './job-definition.ts';

const stepOf = ({ name, way }: QuietService): string => stepName({ kind: way, name });
const wakeOf = ({ name }: QuietService): string => stepName({ kind: 'thaw', name });

/** So often is it tried to wake one that doesn't: then its environment's status tells it. */
const mostTries = 3;

/** Where it fails its files are read all the same, and the snapshot says that they may not fit together. */
export function quietStep(backup: BackupWork, job: Job, service: QuietService): Step {
  return {
    name: stepOf(service),
    sentence: `${service.way} ${service.name} while its files are read`,
    mayFail: true,
    do: (report, signal) => backup.quiet(job, service, report, signal),
  };
}

export function wakeStep(backup: BackupWork, service: QuietService): Step {
  return {
    name: wakeOf(service),
    sentence: `let ${service.name} go on`,
    do: (report) => backup.wake(service, report),
  };
}

/** What the job made quiet, or began to, and didn't wake since: the journal knows it, whatever became of the manager. */
export function quietServices(job: Pick<Job, 'steps'>): readonly QuietService[] {
  const quiet = new Map<string, QuietService>();
  for (const { name, act, startedAt, state } of job.steps) {
    const service = startedAt === undefined ? undefined : serviceIn(act);
    if (service !== undefined) quiet.set(wakeOf(service), service);
    if (state === 'done') quiet.delete(name);
  }
  return [...quiet.values()];
}

/** Each by itself, so that one that doesn't wake keeps none of the others quiet. */
export function wakeSteps(backup: BackupWork, job: Job): readonly PlannedStep[] {
  const tries = (name: string): number =>
    job.steps.filter((step) => step.name === name && step.state === 'failed').length;
  return quietServices(job)
    .filter((service) => tries(wakeOf(service)) < mostTries)
    .map((service) => ({ ...wakeStep(backup, service), mayFail: true, after: [] }));
}

const isQuieting = (act: StepAct): act is StepAct<QuietService['way']> =>
  quietWays.some((way) => way === act.kind);

const serviceIn = (act: StepAct | undefined): QuietService | undefined =>
  act !== undefined && isQuieting(act) ? { name: act.name, way: act.kind } : undefined;
