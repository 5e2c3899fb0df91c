import { endangered, interrupted, workByWhatRuns } from '../core/ondemand/endangered.ts';
import { hasBegun, touched } from '../core/ondemand/waits.ts';
import { kindOfService } from '../core/bricks/service-names.ts';
import type { HealthInput } from '../core/health/check.ts';
import type { DesiredService, DesiredState } from '../core/model/desired-state.ts';
import type { Job, JobKind } from '../core/model/job.ts';
import type { Purpose } from '../core/model/operation.ts';
import type { LabFile } from '../core/model/lab-file.ts';
import type { Clock } from '../core/ports.ts';
import type { LabWork } from '../jobs/lab-work.ts';
import { holdBack } from './hold-back.ts';
import { labFileSteps } from './lab-file-steps.ts';
import { leftOut, stoppedNeed } from './left-out.ts';
import { guardDisk } from './disks.ts';
import type { Hands } from './executors.ts';
import type { LabFileEdit } from './lab-file-edit.ts';
import { desiredNow, look, type Eyes, type Look } from './look.ts';
import { createKept } from './kept.ts';
import { keptNow } from './kept-now.ts';
import { operationToStep, planToSteps } from './steps.ts';
import { meant } from './meant.ts';
import { removal } from './removal.ts';
import type { Deferral } from './deferral.ts';
import type { WaitForWork } from './wait-for-work.ts';

export interface WorkOptions {
  eyes: Eyes;
  hands: Hands;
  clock: Clock;
  /** What the lab is held to now. */
  labFile(): LabFile;
  /** The newest version, lab.yaml as it is now included, while it is not the one the lab is held to. */
  notYetApplied(): Promise<number | undefined>;
  /** Work inside the environments, which is asked about before they are stopped. */
  waits: WaitForWork;
  deferral: Deferral;
  /** The newest version, which an apply takes. */
  toApply(): LabFile;
  /** Whether somebody came into one of these environments or apps since the job was asked for. */
  came(job: Job, places: readonly string[]): boolean;
  /** What jobs change in the lab file. */
  edit: LabFileEdit;
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
  edit,
  waits,
  deferral,
  toApply,
  came,
  health,
  onLook,
}: WorkOptions): LabWork {
  const desired = (): DesiredState => desiredNow(eyes, labFile());
  const services = (): readonly DesiredService[] => desired().services;

  const about = meant(
    services,
    keptNow(desired, () => health().look),
    edit,
  );
  const { service, mayStop, isToStop, names: servicesOf } = about;

  const lookAnew = async (): Promise<Look> => {
    const seen = await look(eyes, labFile(), { purpose: 'heal' });
    onLook(seen);
    return seen;
  };

  /**
   * Healing does what it can, and the status tells the rest; what a person asked for has to be done or fail. What was put aside
   * is put back whatever was disabled since.
   */
  const assertNothingLeftOut = (job: Job): void => {
    if (takesAway.includes(job.kind)) return;
    const { target } = job.params;
    const services = job.kind === 'undo-restore' ? about.namesAnyhow(target) : servicesOf(target);
    const need = starting.includes(job.kind) ? stoppedNeed(health(), services, target) : undefined;
    const refusal = need ?? leftOut(health(), services);
    if (refusal) throw refusal;
  };

  const kept = createKept(hands, () => eyes.facts().labId, lookAnew);
  const stopKeptStep: LabWork['stopKeptStep'] = (job, name) => {
    const workBy = workByWhatRuns(health().look?.observed.containers ?? []);
    return waits.guarded(job, kept.stopKeptStep(name), { workBy, asked: () => true });
  };

  return {
    ...edit,

    ...labFileSteps({ versions: eyes.store.labFiles, clock, notYetApplied }),

    async planRound({ job, puttingBack = false }) {
      const seen = await look(eyes, labFile(), { purpose: purposeOf(job) });
      onLook(seen);
      guardDisk(seen.plan, seen.disks, seen.observed);
      if (seen.plan.length === 0 && !puttingBack) assertNothingLeftOut(job);
      const own = (it: string): boolean => touched(job, it);
      const wait = appliesAll(job) ? await waits.steps(job, endangered(seen, own)) : [];
      if (wait.length > 0) return wait;
      const asked = appliesAll(job) ? () => true : isToStop(job);
      const plan = await deferral.doable(seen, (it) => asked(it) || own(it));
      const workBy = workByWhatRuns(seen.observed.containers);
      return planToSteps(plan, job, hands).map((step) => waits.guarded(job, step, { workBy, asked }));
    },

    async beforeApplying(job) {
      return waits.steps(
        job,
        endangered(await look(eyes, toApply(), { purpose: 'apply', heldBack: new Map() })),
      );
    },

    servicesOf,

    servicesIn: (environment) => about.namesAnyhow(environment),

    assertTarget: (target) => about.assertTarget(target, 'stop'),

    assertStartable: (target) => about.assertTarget(target, 'start'),

    assertRemovable: (target) => about.assertTarget(target, 'uninstall'),

    somebodyCame: async (job) => came(job, about.places(job.params.target)) || waits.began(mayStop(job)),

    onDemand: (name) =>
      about.isKept(name) ? kindOfService(name) === 'app' : service(name).onDemand === true,

    beforeStopping: async (job) => (hasBegun(job) ? [] : waits.steps(job, mayStop(job))),

    async startedBefore(names, since) {
      const seen = await lookAnew();
      return names.filter((name) => {
        const container = seen.observed.containers.find(
          (one) => one.service === name && one.state === 'running',
        );
        return container?.startedAt !== undefined && container.startedAt < since;
      });
    },

    stopStep(job, name) {
      if (about.isKept(name)) return stopKeptStep(job, name);
      const { spec, stopGraceSeconds } = service(name);
      const step = operationToStep(
        { kind: 'stopContainer', container: spec.name, graceSeconds: stopGraceSeconds, cause: 'asked to' },
        { id: '' },
        hands,
      );
      const running = services().map((it) => ({ ...it, running: true }));
      const workBy = (it: string) => interrupted(running, [it]);
      return waits.guarded(job, step, { workBy, asked: () => true });
    },

    ...kept,
    stopKeptStep,

    ...removal({
      files: hands.files,
      memory: eyes.store.backups,
      home: () => eyes.facts().home,
      newest: () => health().look,
      lookAnew,
    }),

    ...holdBack({ wishes: eyes.store.wishes, clock, services, health }),
  };
}

/** Nothing is to be there afterwards that could be missing; healing tells in the status what it left out. */
const takesAway: readonly JobKind[] = ['heal', 'stop', 'disable', 'uninstall'];

/** They say that what was asked for runs. */
const starting: readonly JobKind[] = ['start', 'restart', 'install', 'enable'];

/** Only these two ask for the newest of everything. */
const appliesAll = ({ kind }: Pick<Job, 'kind'>): boolean => kind === 'apply' || kind === 'install';
const purposeOf = (job: Job): Purpose => (appliesAll(job) ? 'apply' : 'heal');
