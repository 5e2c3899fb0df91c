import type { EnvironmentStatus, Stopped } from '../../core/model/environment-status.ts';
import type { EnvironmentReply, ServiceReply, StatusReply } from '../../contract/index.ts';
import type { LabStatus, ServiceStatus } from '../../core/model/lab-status.ts';
import { sentenceWith } from '../../core/health/once-idle.ts';
import { overlap } from '../../jobs/overlap.ts';
import type { OpenJobs } from './open-jobs.ts';
import { time, timeOrNull } from './time.ts';

export function statusReply(status: LabStatus, { running, waiting }: OpenJobs): StatusReply {
  return {
    state: status.state,
    summary: status.summary,
    environments: status.environments.map((one) => environmentReply(one, waiting)),
    services: status.services.map(serviceReply),
    problems: [...status.problems],
    observedAt: timeOrNull(status.observedAt),
    runningJob: running?.id ?? null,
    waitingJobs: waiting.map(({ id, title, params }) => ({ id, title, target: params.target })),
  };
}

function environmentReply(environment: EnvironmentStatus, waiting: OpenJobs['waiting']): EnvironmentReply {
  const { stopped, startsAt, stopsAt, ...rest } = environment;
  const about = waiting.filter(({ params }) => overlap(params.target, environment.name));
  return {
    ...rest,
    sentence: sentenceWith(
      environment,
      about.map(({ title }) => title),
    ),
    stopped: stoppedReply(stopped),
    startsAt: timeOrNull(startsAt),
    stopsAt: timeOrNull(stopsAt),
  };
}

const stoppedReply = (stopped: Stopped | undefined): EnvironmentReply['stopped'] =>
  stopped === undefined ? null : { ...stopped, since: time(stopped.since) };

export function serviceReply(service: ServiceStatus): ServiceReply {
  return {
    name: service.name,
    environment: service.environment ?? null,
    state: service.state,
    wanted: service.wanted,
    message: service.message ?? null,
    stopped: stoppedReply(service.stopped),
    image: service.image ?? null,
    startedAt: timeOrNull(service.startedAt),
    restartCount: service.restartCount,
    app: service.app ?? null,
  };
}
