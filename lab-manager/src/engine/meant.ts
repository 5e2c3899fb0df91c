import { withDependants } from '../core/desired/dependants.ts';
import { stoppedByReset } from '../core/desired/dev-parts.ts';
import type { DesiredService } from '../core/model/desired-state.ts';
import type { Job, JobKind } from '../core/model/job.ts';
import { environmentNames, type EnvironmentName } from '../core/model/lab-file.ts';
import { environmentOf } from '../core/names.ts';
import { interrupted } from '../core/ondemand/endangered.ts';
import { hasBegun } from '../core/ondemand/waits.ts';
import { meantBy, placesOf, targetsOf } from '../core/targets.ts';
import type { KeptNow } from './kept-now.ts';
import type { LabFileEdit } from './lab-file-edit.ts';
import { unknownService } from './unknown-service.ts';

export interface Meant {
  service(name: string): DesiredService;
  /** Names of what a target means; throws for what is disabled, and for what nobody knows. */
  names(target: string): readonly string[];
  /** Of what the target means, whatever is disabled: prod's services are there then all the same, stopped, and dev's are not. */
  namesAnyhow(target: string): readonly string[];
  /** Throws as `names`, and for what is kept as it is where that can't be done to it. */
  assertTarget(target: string, asked: 'stop' | 'start' | 'uninstall'): void;
  /** Whether it is a brick's that is kept as it is. */
  isKept(name: string): boolean;
  /** Where somebody may have come. */
  places(target: string): readonly string[];
  /** Where people work by what a job of that target and kind is there to stop. */
  mayStop(job: Job): readonly string[];
  /** Whether it is there to stop that service. */
  isToStop(job: Job): (service: string) => boolean;
}

/** Of a disabled environment nothing is desired: a service of it is told by its name. */
const environmentIn = (target: string): EnvironmentName | undefined =>
  environmentNames.find((name) => target === name) ?? environmentOf(target);

const stopping: readonly JobKind[] = ['stop', 'restart', 'disable', 'uninstall', 'reset'];

/** What jobs are about, of what is desired now and what bricks keep. */
export function meant(
  all: () => readonly DesiredService[],
  kept: KeptNow,
  edit: Pick<LabFileEdit, 'assertEnabled'>,
): Meant {
  const unknown = (name: string) => unknownService(name, [...targetsOf(all()), ...kept.names()]);

  const services = (target: string): readonly DesiredService[] => {
    const found = meantBy(all(), target);
    edit.assertEnabled(
      found.length === 0 ? environmentIn(target) : target === 'lab' ? undefined : found[0]?.environment,
    );
    if (found.length === 0) throw unknown(target);
    return found;
  };

  const names = (target: string): readonly string[] => {
    if (!kept.isKept(target)) return services(target).map(({ name }) => name);
    edit.assertEnabled(environmentIn(target));
    return [target];
  };

  return {
    service(name) {
      const found = all().find((one) => one.name === name);
      if (found) return found;
      throw unknown(name);
    },

    names,

    namesAnyhow: (target) => meantBy(all(), target).map(({ name }) => name),

    assertTarget(target, asked) {
      names(target);
      if (!kept.isKept(target)) return;
      if (!kept.isThere(target)) throw unknown(target);
      if (asked === 'start') kept.assertStartable(target);
      if (asked === 'uninstall') kept.assertRemovable(target);
    },

    isKept: (name) => kept.isKept(name),

    places: (target) => (kept.isKept(target) ? [target] : placesOf(services(target))),

    mayStop(job) {
      const { kind, params } = job;
      // By then the lab file doesn't ask for it any more.
      if (kind === 'disable' && hasBegun(job))
        return [params.target, ...(params.target === 'dev' ? ['dev-codelab'] : [])];
      // Once it is remembered that they are to be stopped, nobody wants them to run any more.
      const services = hasBegun(job) ? all().map((it) => ({ ...it, running: true })) : all();
      return interrupted(services, namesToStop(services, kept.names(), job), kept.containers());
    },

    isToStop(job) {
      const { kind, params } = job;
      if (kind === 'disable' && hasBegun(job)) return (service) => environmentIn(service) === params.target;
      const services = all();
      const names = withDependants(services, namesToStop(services, kept.names(), job));
      return (service) => names.has(service);
    },
  };
}

/** What a job stops itself, of what is desired and of what bricks keep. */
export function namesToStop(
  desired: readonly DesiredService[],
  kept: readonly string[],
  { kind, params }: Pick<Job, 'kind' | 'params'>,
): readonly string[] {
  if (!stopping.includes(kind)) return [];
  const all = [...desired, ...kept.map((name) => ({ name, environment: environmentOf(name) }))];
  if (kind === 'reset') return stoppedByReset(all, params.withCodelab === true);
  return meantBy(all, params.target).map(({ name }) => name);
}
