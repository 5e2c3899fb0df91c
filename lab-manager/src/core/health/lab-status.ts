import { composeServices } from '../names.ts';
import { composeStatus, serviceStatus } from './service-status.ts';
import type { HealthInput } from './check.ts';
import type { LabStatus, ServiceState, ServiceStatus } from '../model/lab-status.ts';
import type { Problem } from '../model/problem.ts';

/** The lab's state in words, from the newest look and what the checks found in it. */
export function labStatus({ look, blind }: HealthInput, problems: readonly Problem[]): LabStatus {
  const seen = look !== undefined && blind === undefined;
  const services = look === undefined ? [] : servicesOf(look, seen);
  const state = seen ? stateOf(services, problems) : 'unknown';
  return {
    state,
    summary: blind === undefined ? summaryOf(state, services, problems) : `Nobody can tell: ${blind.message}`,
    services,
    problems,
    observedAt: look?.desired.lookedAt,
  };
}

function servicesOf({ desired, observed }: NonNullable<HealthInput['look']>, seen: boolean): ServiceStatus[] {
  const ours = observed.containers.filter((it) => it.ours);
  const byName = new Map(ours.map((it) => [it.name, it]));
  const compose = composeServices.map((name) => ({
    name,
    container: ours.find((it) => it.service === name),
  }));
  return [
    ...desired.services.map((service) => serviceStatus(service, byName.get(service.spec.name), seen)),
    ...compose
      // A manager that runs outside a container is no missing one.
      .filter(({ name, container }) => name === 'edge' || container !== undefined)
      .map(({ name, container }) => composeStatus(name, container, seen)),
  ];
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
      return 'The lab is stopped.';
    case 'starting':
      return `Starting: ${names((it) => it.wanted === 'running' && it.state !== 'running')}.`;
    case 'degraded':
      return (
        problems.find((it) => it.severity === 'critical')?.message ??
        `Not well: ${names((it) => broken.includes(it.state))}.`
      );
    case 'running': {
      const stopped = names((it) => it.wanted === 'stopped');
      return stopped === ''
        ? `All ${services.length} services are running.`
        : `The lab is running; stopped: ${stopped}.`;
    }
  }
}
