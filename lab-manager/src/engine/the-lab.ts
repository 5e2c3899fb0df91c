import { limitsInForce } from '../core/figures/limits-in-force.ts';
import { beyondMachine } from '../core/health/limits-beyond-machine.ts';
import { composeServices, containerName } from '../core/names.ts';
import { endangered, interrupted } from '../core/ondemand/endangered.ts';
import { keptServices } from '../core/reconcile/kept-services.ts';
import type { JobKind, JobParams } from '../core/model/job.ts';
import { develop } from './develop.ts';
import type { Activity } from './activity.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';
import { referenceView } from '../core/reference/reference-view.ts';
import { examine } from './examine.ts';
import { machineSubject } from '../core/model/figures.ts';
import { environmentNames, type LabFile } from '../core/model/lab-file.ts';
import type { Lab } from './lab.ts';
import { desiredNow, look } from './look.ts';
import type { Sight } from './sight.ts';
import { searchLog } from './search-log.ts';
import { namesToStop } from './meant.ts';
import { unknownService } from './unknown-service.ts';
import type { WaitForWork } from './wait-for-work.ts';

export interface TheLabOptions {
  sight: Sight;
  labFiles: AcceptedLabFile;
  waits: WaitForWork;
  activity: Pick<Activity, 'note'>;
  /** Something was accepted or changed by hand: look soon. */
  wake(): void;
}

/** The lab as the API asks about it. */
export function theLab({ sight, labFiles, waits, activity, wake }: TheLabOptions): Lab {
  const { eyes, view } = sight;
  const figures = sight.figures.watch;
  const inDev = develop(eyes.engine, () => eyes.facts().labId);

  const services = (): readonly string[] => [
    ...desiredNow(eyes, labFiles.heldTo().parsed).services.map(({ name }) => name),
    ...(view.view?.look === undefined ? [] : keptServices(view.view.look).map(({ name }) => name)),
    ...composeServices,
  ];

  /** Where people work by what such a job would stop. */
  const endedBy = (kind: JobKind, params: JobParams) => {
    const { services: all } = desiredNow(eyes, labFiles.heldTo().parsed);
    const seen = view.view?.look;
    const kept = seen === undefined ? [] : keptServices(seen).map(({ name }) => name);
    return interrupted(all, namesToStop(all, kept, { kind, params }), seen?.observed.containers);
  };

  /** Apply tries again what was held back and uses newer images, so its plan does, too. */
  const toApply = (labFile: LabFile) => look(eyes, labFile, { purpose: 'apply', heldBack: new Map() });
  const planOf = async (labFile: LabFile) => (await toApply(labFile)).plan;

  return {
    status: () => view.status,
    apps: () => [...sight.apps(), ...(view.view?.look?.desired.refusedApps ?? [])],
    onStatus: (listener) => view.onChange(listener),
    async plan() {
      await sight.takeLabFile();
      return planOf(labFiles.toApply().parsed);
    },
    async assertApplicable() {
      await sight.takeLabFile();
      labFiles.toApply();
    },
    assertNoWork: (target) => waits.assertNone(endedBy('stop', { target })),
    assertResetEndsNoWork: (withCodelab) =>
      waits.assertNone(endedBy('reset', { target: 'dev', withCodelab })),
    async assertApplyEndsNoWork() {
      await sight.takeLabFile();
      await waits.assertNone(endangered(await toApply(labFiles.toApply().parsed)));
    },
    engineFacts: () => sight.engineFacts,
    reference() {
      const seen = view.view?.look;
      return seen === undefined
        ? { wanted: undefined, needs: [], generations: [] }
        : referenceView(seen, eyes.facts().referenceNeeds ?? []);
    },
    async doctor() {
      // Looks anew: a doctor who repeats yesterday's findings is none. Where it can't, the loop tries until it can.
      if ((await sight.look()) === undefined) wake();
      return examine(sight.healthInput(view.view));
    },
    labFile: () => labFiles.newest(),
    heldTo: () => labFiles.heldTo(),
    labFileVersion: (version) => labFiles.get(version),
    labFileVersions: (page) => eyes.store.labFiles.list(page),
    diffLabFiles: (from, to) => labFiles.diff(from, to),
    async checkLabFile(text) {
      const { parsed, changes } = labFiles.check(text);
      const { machine } = figures.latest;
      const warnings = machine === undefined ? [] : beyondMachine(desiredNow(eyes, parsed).services, machine);
      return { changes, plan: await planOf(parsed), warnings };
    },
    async acceptLabFile(text, by, basedOn) {
      const accepted = await labFiles.accept(text, by, basedOn);
      wake();
      return accepted;
    },
    ...inDev,
    async testBrick(brick, signal) {
      // It comes past no gate, and is somebody at work.
      activity.note('dev');
      return inDev.testBrick(brick, signal).finally(() => activity.note('dev'));
    },
    figures: () => figures.latest,
    figuresNow: () => figures.now(),
    onFigures: (listener) => figures.onReading(listener),
    limitsOf: (service) => view.view?.look && limitsInForce(view.view.look, service),
    figureHistory(subject, since) {
      // Also before the first reading, and of what is switched off: a day without a value is an answer.
      const known = [machineSubject, ...environmentNames, ...services(), ...figures.latest.figures.keys()];
      if (!known.includes(subject)) throw unknownService(subject, [...new Set(known)]);
      return figures.history(subject, since);
    },
    logs(service, search, signal) {
      const known = services();
      if (!known.includes(service)) throw unknownService(service, known);
      const container = containerName(eyes.facts().labId, service);
      return searchLog((query) => eyes.engine.logs(container, query, signal), search);
    },
  };
}
