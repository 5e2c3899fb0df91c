import { previousName } from '../core/names.ts';
import { configHash } from '../core/desired/config-hash.ts';
import type { HealthInput } from '../core/health/check.ts';
import type { DesiredService } from '../core/model/desired-state.ts';
import type { Job } from '../core/model/job.ts';
import type { LabFile } from '../core/model/lab-file.ts';
import type { Clock } from '../core/ports.ts';
import type { LabWork } from '../jobs/lab-work.ts';
import { leftOut } from './left-out.ts';
import { guardDisk } from './disks.ts';
import type { Hands } from './executors.ts';
import { desiredNow, look, type Eyes, type Look } from './look.ts';
import { operationToStep, planToSteps } from './steps.ts';
import { unknownService } from './unknown-service.ts';

export interface WorkOptions {
  eyes: Eyes;
  hands: Hands;
  clock: Clock;
  /** What the lab is held to now. */
  labFile(): LabFile;
  /** The newest version, lab.yaml as it is now included, while it is not the one the lab is held to. */
  notYetApplied(): Promise<number | undefined>;
  /** What the checks look at, after the newest look. */
  health(): HealthInput;
  /** Told after each look, so that the status is never older than what a job saw. */
  onLook(look: Look): void;
}

/** The lab as jobs see it: what is still to do, as steps. */
export function labWork({
  eyes,
  hands,
  clock,
  labFile,
  notYetApplied,
  health,
  onLook,
}: WorkOptions): LabWork {
  const services = (): readonly DesiredService[] => desiredNow(eyes, labFile()).services;

  const service = (name: string): DesiredService => {
    const found = services().find((one) => one.name === name);
    if (found) return found;
    throw unknownService(name, targets(services()));
  };

  const servicesOf = (target: string): readonly string[] => {
    const all = services();
    const meant = all.filter(
      ({ name, environment }) => target === 'lab' || target === environment || target === name,
    );
    if (meant.length === 0) throw unknownService(target, targets(all));
    return meant.map(({ name }) => name);
  };

  /** Healing does what it can, and the status tells the rest; what a person asked for has to be done or fail. */
  const assertNothingLeftOut = (job: Job): void => {
    if (job.kind === 'heal' || job.kind === 'stop') return;
    const refusal = leftOut(health(), servicesOf(job.params.target));
    if (refusal) throw refusal;
  };

  return {
    async takeLabFileStep() {
      const version = await notYetApplied();
      if (version === undefined) return undefined;
      return {
        name: `takeLabFile:${version}`,
        sentence: `hold the lab to version ${version} of its lab file`,
        after: [],
        do: async () => eyes.store.labFiles.setApplied(version, clock.now()),
      };
    },

    giveLabFileBackStep(job) {
      const taken = job.steps.find(({ name, state }) => name.startsWith('takeLabFile:') && state === 'done');
      const version = Number(taken?.name.slice('takeLabFile:'.length));
      // The first one of all has nothing before it.
      if (taken === undefined || !eyes.store.labFiles.appliedBefore(version)) return undefined;
      return {
        name: `giveLabFileBack:${version}`,
        sentence: `hold the lab to the lab file it was held to before version ${version}`,
        after: [],
        undoes: taken.name,
        do: async () => eyes.store.labFiles.unsetApplied(version),
      };
    },

    async planRound({ job }) {
      const seen = await look(eyes, labFile(), { purpose: job.kind === 'apply' ? 'apply' : 'heal' });
      onLook(seen);
      guardDisk(seen.plan, seen.disks);
      if (seen.plan.length === 0) assertNothingLeftOut(job);
      return planToSteps(seen.plan, job, hands);
    },

    servicesOf,

    async startedBefore(names, since) {
      const seen = await look(eyes, labFile(), { purpose: 'heal' });
      onLook(seen);
      return names.filter((name) => {
        const container = seen.observed.containers.find(
          (one) => one.service === name && one.state === 'running',
        );
        return container?.startedAt !== undefined && container.startedAt < since;
      });
    },

    stopStep(name) {
      const { spec, stopGraceSeconds } = service(name);
      return operationToStep(
        { kind: 'stopContainer', container: spec.name, graceSeconds: stopGraceSeconds, cause: 'asked to' },
        { id: '' },
        hands,
      );
    },

    holdBackFailed(job, failed) {
      const replaced = services().find(
        (one) => provesService(failed.name, one) && wasReplaced(job, one, health()),
      );
      if (!replaced) return false;
      const reason = `it did not prove itself in job ${job.id}`;
      eyes.store.wishes.holdBack(replaced.name, configHash(replaced.spec), reason, clock.now());
      return true;
    },
  };
}

const provingKinds = ['createContainer', 'startContainer', 'waitHealthy'] as const;

/** Whether the step of that name was about this service's new container. */
function provesService(step: string, { name }: DesiredService): boolean {
  return provingKinds.some((kind) => step === `${kind}:${name}`);
}

/** Only where the previous container was put aside, by this job or an earlier one, is there anything to go back to. */
function wasReplaced(job: Job, { name, spec }: DesiredService, health: HealthInput): boolean {
  const aside = previousName(spec.name);
  const seen = health.look?.observed.containers.some((one) => one.ours && one.name === aside) ?? false;
  return seen || job.steps.some((step) => step.name === `renameContainer:${name}` && step.state === 'done');
}

/** What a job can be asked to be about. */
function targets(services: readonly DesiredService[]): string[] {
  return ['lab', ...new Set(services.flatMap((one) => [one.environment ?? one.name, one.name]))];
}
