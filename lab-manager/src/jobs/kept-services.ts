import { kindOfService } from '../core/bricks/service-names.ts';
import type { Job } from '../core/model/job.ts';
import { environmentNames } from '../core/model/lab-file.ts';
import { environmentOf } from '../core/names.ts';
import { meantBy } from '../core/targets.ts';
import { toLabError } from './job-ending.ts';
import type { PlannedStep } from './job-definition.ts';
import type { LabJobTools, LabWork } from './lab-work.ts';
import { stopInReverse } from './stop-in-reverse.ts';

type Kept = Awaited<ReturnType<LabWork['kept']>>;

/**
 * The lab leaves what refused bricks keep as it is. Asked for by its name, or with its environment, it is stopped, the last of
 * all, since others may use it until their end.
 */
export async function stopKeptSteps(work: LabWork, job: Job): Promise<readonly PlannedStep[]> {
  const running = (await keptOf(work, job)).filter(
    ({ name, runs }) => runs && !did(job, 'stopContainer', name),
  );
  return stopInReverse(running.map(({ name }) => work.stopKeptStep(job, name)));
}

/** With its environment it is uninstalled: its data stays, and it is made anew once its brick's declaration is right. */
export async function removeKeptSteps(work: LabWork, job: Job): Promise<readonly PlannedStep[]> {
  return (await keptOf(work, job)).filter(({ runs }) => !runs).map(({ name }) => work.removeKeptStep(name));
}

/**
 * With its environment it starts again, but for what starts on demand and what was stopped by its name. Where it can't (its
 * data may have been emptied meanwhile), nothing that was asked for fails with it.
 */
export async function startKeptSteps(
  { work, wishes }: Pick<LabJobTools, 'work' | 'wishes'>,
  job: Job,
): Promise<readonly PlannedStep[]> {
  return (await keptOf(work, job))
    .filter(({ name, runs }) => !runs && kindOfService(name) === 'database' && !wishes.stopped().has(name))
    .filter(({ name }) => !tried(job, 'startContainer', name))
    .map(({ name }) => {
      const step = work.startKeptStep(name);
      return {
        ...step,
        do: async (report, signal) => {
          try {
            await step.do(report, signal);
          } catch (error) {
            if (signal.aborted) throw error;
            report.log(`${name} does not start: ${toLabError(error).message}`);
          }
        },
      };
    });
}

/**
 * A database starts by its name too, in the form in which it is there, and what was stopped to be restarted: first of all, since
 * it needs nothing that the lab plans, and what else fails must not leave it stopped.
 */
export async function startNamedKeptSteps(work: LabWork, job: Job): Promise<readonly PlannedStep[]> {
  const { target } = job.params;
  const kind = kindOfService(target);
  if (kind === undefined || (kind === 'app' && !tried(job, 'stopContainer', target))) return [];
  return (await keptOf(work, job))
    .filter(({ name, runs }) => !runs && !did(job, 'startContainer', name))
    .map(({ name }) => work.startKeptStep(name));
}

/** What this job stopped of it, and didn't start again since (it may not stay up): nothing else would. */
export async function startKeptAgainSteps(work: LabWork, job: Job): Promise<readonly PlannedStep[]> {
  return (await keptOf(work, job))
    .filter(({ name, runs }) => !runs && tried(job, 'stopContainer', name))
    .filter(({ name }) => !tried(job, 'startContainer', name))
    .map(({ name }, index) => ({ ...work.startKeptStep(name), after: index === 0 ? [] : [index - 1] }));
}

async function keptOf(work: LabWork, { params: { target } }: Job): Promise<Kept> {
  const ofBrick = kindOfService(target) === undefined ? undefined : environmentOf(target);
  const environments = environmentNames.filter((name) => ['lab', name].includes(target) || name === ofBrick);
  const all = (await Promise.all(environments.map((name) => work.kept(name)))).flat();
  return meantBy(
    all.map((one) => ({ ...one, environment: environmentOf(one.name) })),
    target,
  );
}

type Operation = 'stopContainer' | 'startContainer';

const about = (job: Job, operation: Operation, service: string) =>
  job.steps.filter(
    ({ act }) => act?.kind === 'operation' && act.operation === operation && act.on === service,
  );
const tried = (...of: Parameters<typeof about>): boolean =>
  about(...of).some(({ startedAt }) => startedAt !== undefined);
const did = (...of: Parameters<typeof about>): boolean => about(...of).some(({ state }) => state === 'done');
