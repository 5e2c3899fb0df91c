import type { Job } from '../core/model/job.ts';
import type { StepAct } from '../core/model/step-act.ts';
import { stepName } from '../core/step-names.ts';
import { acting } from './acting.ts';
import type { PlannedStep } from './job-definition.ts';
import type { LabJobTools } from './lab-work.ts';

type Tools = Pick<LabJobTools, 'work' | 'wishes' | 'clock'>;
const verb = (stopped: boolean): string => (stopped ? 'stay stopped' : 'run');
const left = (uninstalled: boolean): string => (uninstalled ? 'uninstalled, its data kept' : 'installed');

/** Not by the schedule, nor because nobody was there. */
const personAsked = ({ params }: Job): boolean => params.reason === undefined;

/** Asked for by somebody who decides what stays stopped and what is on this machine. */
export const personDecides = (job: Job): boolean => personAsked(job) && job.params.sparesPersons !== true;

/** Remembers what is wanted of each service that was wanted otherwise. */
export function wishSteps(
  tools: Tools,
  job: Job,
  services: readonly string[],
  stopped: boolean,
): readonly PlannedStep[] {
  const { work, wishes, clock } = tools;
  const before = wishes.stopped();
  const by = { reason: job.params.reason ?? ('person' as const), actor: job.requestedBy.actor };
  // What a person stopped, only a person starts.
  const persons = personDecides(job) ? [] : personsStops(wishes);
  return services
    .filter((service) => stopped || !persons.includes(service))
    .flatMap((service) => {
      if (work.onDemand(service)) return onDemandSteps(tools, job, service, stopped);
      if (before.has(service) === stopped) return [];
      const set = () => wishes.setStopped([service], stopped, clock.now(), by);
      return [wishStep(tools, job, service, verb(stopped), set)];
    });
}

/**
 * What starts on demand runs once it is asked for by its name, stays stopped once a person says so, and rests otherwise:
 * with its environment it doesn't start, and nobody has to start it again that was stopped because nobody was there.
 */
function onDemandSteps(tools: Tools, job: Job, service: string, stopped: boolean): readonly PlannedStep[] {
  const { wishes, clock } = tools;
  const [isStopped, isStarted] = [wishes.stopped().has(service), wishes.started().has(service)];
  const set = () =>
    wishes.setStopped([service], stopped, clock.now(), { reason: 'person', actor: job.requestedBy.actor });
  const asked = wishStep(tools, job, service, verb(stopped), set);
  if (stopped && personAsked(job)) return isStopped ? [] : [asked];
  if (!stopped && job.params.target === service) return isStarted ? [] : [asked];
  const resting = stopped ? !isStarted : !isStopped;
  if (resting) return [];
  return [wishStep(tools, job, service, 'start when somebody opens it', () => wishes.rest([service]))];
}

const wishStep = (
  { wishes }: Tools,
  job: Job,
  service: string,
  what: string,
  effect: () => void,
): PlannedStep =>
  step({ kind: 'wish', service }, `remember that ${service} is to ${what}`, () => {
    wishes.remember(job.id, service);
    effect();
  });

function personsStops(wishes: LabJobTools['wishes']): readonly string[] {
  return [...wishes.stops()].flatMap(([service, { reason }]) => (reason === 'person' ? [service] : []));
}

/** What the schedule or idleness stopped becomes a person's wish once a person asks: nothing else starts it then. */
export function keepStoppedSteps({ wishes, clock }: Tools, job: Job, services: readonly string[]) {
  if (!personAsked(job)) return [];
  const stops = wishes.stops();
  const by = { reason: 'person' as const, actor: job.requestedBy.actor };
  return services
    .filter((service) => (stops.get(service)?.reason ?? 'person') !== 'person')
    .map((service) =>
      step(
        { kind: 'keep', service },
        `remember that ${service} stays stopped until a person starts it`,
        () => {
          wishes.remember(job.id, service);
          wishes.setStopped([service], true, clock.now(), by);
        },
      ),
    );
}

/** Remembers which services are on this machine at all. */
export function installedSteps(
  { wishes, clock }: Tools,
  services: readonly string[],
  uninstalled: boolean,
): readonly PlannedStep[] {
  const before = wishes.uninstalled();
  return services
    .filter((service) => before.has(service) !== uninstalled)
    .map((service) =>
      step({ kind: 'installed', service }, `remember that ${service} is ${left(uninstalled)}`, () =>
        wishes.setUninstalled([service], uninstalled, clock.now()),
      ),
    );
}

/** A job that is called off leaves the wishes as they were, and why: those that it changed are changed back. */
export function takeBackWishes(
  { wishes, clock }: Tools,
  job: Job,
  asked: 'start' | 'stop',
): readonly PlannedStep[] {
  const wasUninstalled = asked === 'start';
  return [
    ...undoing(job, 'installed').map((act) =>
      undoStep(act, `remember again that ${act.service} is ${left(wasUninstalled)}`, () =>
        wishes.setUninstalled([act.service], wasUninstalled, clock.now()),
      ),
    ),
    ...[...undoing(job, 'wish'), ...undoing(job, 'keep')].map((act) =>
      undoStep(act, `remember again what was wished of ${act.service} before`, () =>
        wishes.takeBack(job.id, act.service),
      ),
    ),
  ];
}

type WishAct = StepAct<'wish' | 'keep' | 'installed'>;

/** What this job did of that kind and didn't take back yet, of each service once. */
function undoing(job: Job, kind: WishAct['kind']): WishAct[] {
  const services = job.steps.flatMap(({ act, startedAt, state }) =>
    act?.kind === kind && startedAt !== undefined && state !== 'undone' ? act.service : [],
  );
  return [...new Set(services)].map((service) => ({ kind, service }));
}

const step = (act: WishAct, sentence: string, effect: () => void): PlannedStep =>
  acting(act, { sentence, do: async () => effect() });

function undoStep(act: WishAct, sentence: string, effect: () => void): PlannedStep {
  const undoes = stepName(act);
  return { name: `undo:${undoes}`, sentence, after: [], undoes, do: async () => effect() };
}
