import { withDependants } from '../desired/dependants.ts';
import type { DesiredService } from '../model/desired-state.ts';
import { environmentNames, type EnvironmentName } from '../model/lab-file.ts';
import type { ObservedContainer, ObservedState } from '../model/observed-state.ts';
import type { Operation, Plan } from '../model/operation.ts';
import type { StepAct } from '../model/step-act.ts';
import type { Workplace } from '../model/work.ts';
import { shortName } from '../names.ts';
import { isActive } from '../reconcile/container-is.ts';
import { subjectOf } from '../reconcile/operation-words.ts';

export const workplaces: readonly Workplace[] = [...environmentNames, 'dev-codelab'];

/** Where people work in these environments. */
export const workplacesIn = (environments: readonly EnvironmentName[]): readonly Workplace[] => [
  ...environments,
  ...(environments.includes('dev') ? (['dev-codelab'] as const) : []),
];

/** The service that knows what goes on there, and with which it ends. */
export const serviceOfWork = (workplace: string): string =>
  workplace === 'dev-codelab' ? workplace : `${workplace}-glab`;

/** Those without which nobody can tell what goes on there: glab keeps it in its environment's database. */
export const tellingOfWork = (workplace: Workplace): readonly string[] => [
  serviceOfWork(workplace),
  ...(workplace === 'dev-codelab' ? [] : [`${workplace}-db`]),
];

/** Where people work by means of a service. */
export type WorkBy = (service: string) => readonly Workplace[];

interface Part {
  service: string;
  /** By name. */
  networks: readonly string[];
}

/**
 * Work needs the service that it goes on in, and whatever that reaches: only a network leads from one to the other. So a
 * brick's database, which tasks ask, is waited for, and an app of it, which none can reach, is not.
 */
function workBy(parts: readonly Part[]): WorkBy {
  const networksOf = (service: string): readonly string[] =>
    parts.flatMap((it) => (it.service === service ? it.networks : []));
  return (service) => {
    const mine = new Set(networksOf(service));
    return workplaces.filter((it) => {
      const inside = serviceOfWork(it);
      if (inside === service) return parts.some((one) => one.service === service);
      return networksOf(inside).some((name) => mine.has(name));
    });
  };
}

/** Of what runs, as it is: what goes on now goes on in that, whatever is wished for meanwhile. */
export const workByWhatRuns = (containers: readonly ObservedContainer[]): WorkBy =>
  workBy(
    containers.flatMap((it) =>
      it.service !== undefined && it.service === shortName(it.name) && isActive(it)
        ? { service: it.service, networks: it.networks }
        : [],
    ),
  );

/**
 * Where people work by what stops with these services: scenarios, cells of notebooks, tests of bricks. `containers`: what
 * was seen to run, for what is there although nothing that can be gone by asks for it.
 */
export function interrupted(
  all: readonly DesiredService[],
  services: Iterable<string>,
  containers: readonly ObservedContainer[] = [],
): readonly Workplace[] {
  const running = all.filter((it) => it.running);
  const needs = workBy(
    running.map(({ name, spec }) => ({ service: name, networks: spec.networks.map((it) => it.name) })),
  );
  const needed = workByWhatRuns(containers);
  const found = new Set(
    [...withDependants(running, services)].flatMap((it) => [...needs(it), ...needed(it)]),
  );
  return workplaces.filter((it) => found.has(it));
}

/** The service whose container a step stops. */
export const stoppedByStep = (act: StepAct | undefined): string | undefined =>
  act?.kind === 'operation' && act.operation === 'stopContainer' ? act.on : undefined;

const stoppedBy = (operation: Operation): string | undefined =>
  operation.kind === 'stopContainer' ? subjectOf(operation) : undefined;

/** Where people work by what the plan stops, to replace it or for good. `but`: services that are no matter. */
export function endangered(
  { plan, observed }: { plan: Plan; observed: Pick<ObservedState, 'containers'> },
  but: (service: string) => boolean = () => false,
): readonly Workplace[] {
  const needs = workByWhatRuns(observed.containers);
  const stopped = plan.flatMap(({ operation }) => stoppedBy(operation) ?? []).filter((it) => !but(it));
  const found = new Set(stopped.flatMap(needs));
  return workplaces.filter((it) => found.has(it));
}

/** The plan without stopping these services, and without all that would come after that. */
export function without(plan: Plan, left: (service: string) => boolean): Plan {
  const dropped = new Set<number>();
  /** Containers that would not come up again: what is replaced waits as a whole. */
  const down = new Set<string>();
  const waits = ({ operation, after }: Plan[number]): boolean => {
    const stops = stoppedBy(operation);
    const isLeft = stops !== undefined && left(stops);
    const wouldStayDown = operation.kind === 'stopContainer' && down.has(operation.container);
    return isLeft || wouldStayDown || after.some((it) => dropped.has(it));
  };
  for (let before = -1; before < dropped.size;) {
    before = dropped.size;
    for (const step of plan.filter(waits)) {
      dropped.add(step.id);
      if (step.operation.kind === 'startContainer') down.add(step.operation.container);
    }
  }
  return plan.filter(({ id }) => !dropped.has(id));
}
