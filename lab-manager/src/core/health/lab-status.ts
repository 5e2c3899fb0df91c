import { isActive } from '../reconcile/container-is.ts';
import { composeServices } from '../names.ts';
import { isUninstalled } from '../targets.ts';
import { keptServices } from '../reconcile/kept-services.ts';
import { composeStatus, keptStatus, serviceStatus } from './service-status.ts';
import { environmentStatus } from './environment-status.ts';
import { stoppedBy, stopSentence, whyStopped } from './why-stopped.ts';
import type { HealthInput } from './check.ts';
import type { DesiredService, DesiredState } from '../model/desired-state.ts';
import type { LabStatus, ServiceState, ServiceStatus } from '../model/lab-status.ts';
import type { Problem } from '../model/problem.ts';

/** The lab's state in words, from the newest look and what the checks found in it. */
export function labStatus(input: HealthInput, problems: readonly Problem[]): LabStatus {
  const { look, blind } = input;
  const seen = look !== undefined && blind === undefined;
  const services = look === undefined ? [] : servicesOf(look, input, seen);
  const state = seen ? stateOf(services, problems) : 'unknown';
  return {
    state,
    summary: blind === undefined ? summaryOf(state, services, problems) : `Nobody can tell: ${blind.message}`,
    environments: input.environments.map((it) => environmentStatus(it, services, input)),
    services,
    problems,
    observedAt: look?.desired.lookedAt,
  };
}

function servicesOf(
  { desired, observed }: NonNullable<HealthInput['look']>,
  input: HealthInput,
  seen: boolean,
): ServiceStatus[] {
  const ours = observed.containers.filter((it) => it.ours);
  const byName = new Map(ours.map((it) => [it.name, it]));
  const compose = composeServices.map((name) => ({
    name,
    container: ours.find((it) => it.service === name),
  }));
  const runs = (environment: string): boolean =>
    desired.services.some(({ name, running }) => name === `${environment}-glab` && running);
  return [
    ...desired.services.map((service) => ({
      ...serviceStatus(service, byName.get(service.spec.name), seen, whyStopped(service, input)),
      ...stoppedOf(service, input),
      ...appOf(service.name, desired),
    })),
    ...keptServices({ desired, observed }).map((one) => ({
      ...keptStatus(one, { seen, environmentRuns: runs(one.environment) }, stopWords(one.name, input)),
      ...(isActive(one.container) ? {} : stoppedOf({ name: one.name, running: false }, input)),
    })),
    ...compose
      // A manager that runs outside a container is no missing one.
      .filter(({ name, container }) => name === 'edge' || container !== undefined)
      .map(({ name, container }) => composeStatus(name, container, seen)),
  ];
}

function stoppedOf(
  { name, running }: Pick<DesiredService, 'name' | 'running'>,
  { stops }: HealthInput,
): Pick<ServiceStatus, 'stopped'> {
  const stop = running ? undefined : stops.get(name);
  return stop === undefined ? {} : { stopped: stoppedBy(stop) };
}

function stopWords(name: string, input: HealthInput): string | undefined {
  const stop = input.stops.get(name);
  return stop && stopSentence(stop, input);
}

function appOf(name: string, { apps }: DesiredState): Pick<ServiceStatus, 'app'> {
  const app = apps.find(({ service }) => service === name);
  return app === undefined ? {} : { app: { brick: app.brick, title: app.title, url: app.origin } };
}

const broken: readonly ServiceState[] = ['unhealthy', 'failed'];

function stateOf(services: readonly ServiceStatus[], problems: readonly Problem[]): LabStatus['state'] {
  const wanted = services.filter((it) => it.wanted === 'running');
  const bad =
    wanted.some((it) => broken.includes(it.state)) || problems.some((it) => it.severity === 'critical');
  if (bad) return 'degraded';
  if (wanted.every((it) => composeServices.includes(it.name))) return 'stopped';
  return wanted.every((it) => it.state === 'running') ? 'running' : 'starting';
}

function summaryOf(
  state: LabStatus['state'],
  services: readonly ServiceStatus[],
  problems: readonly Problem[],
): string {
  const own = services.filter((it) => !composeServices.includes(it.name));
  const names = (which: (it: ServiceStatus) => boolean): string =>
    own
      .filter(which)
      .map((it) => it.name)
      .join(', ');
  switch (state) {
    case 'unknown':
      return 'Nobody has looked yet.';
    case 'stopped':
      return isUninstalled(services) ? 'The lab is uninstalled; its data is kept.' : 'The lab is stopped.';
    case 'starting':
      return `Starting: ${names((it) => it.wanted === 'running' && it.state !== 'running')}.`;
    case 'degraded':
      return (
        problems.find((it) => it.severity === 'critical')?.message ??
        `Not well: ${names((it) => broken.includes(it.state))}.`
      );
    case 'running': {
      // An app that nobody opened is as it should be.
      const stopped = names((it) => it.wanted !== 'running' && it.app === undefined);
      return stopped === ''
        ? `All ${services.filter((it) => it.wanted === 'running').length} services are running.`
        : `The lab is running; stopped: ${stopped}.`;
    }
  }
}
