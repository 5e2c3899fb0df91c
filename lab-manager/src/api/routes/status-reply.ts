import type { ServiceReply, StatusReply } from '../../contract/index.ts';
import type { LabStatus, ServiceStatus } from '../../core/model/lab-status.ts';
import { timeOrNull } from './time.ts';

export function statusReply(status: LabStatus, runningJob: string | null): StatusReply {
  return {
    state: status.state,
    summary: status.summary,
    services: status.services.map(serviceReply),
    problems: [...status.problems],
    observedAt: timeOrNull(status.observedAt),
    runningJob,
  };
}

function serviceReply(service: ServiceStatus): ServiceReply {
  return {
    name: service.name,
    environment: service.environment ?? null,
    state: service.state,
    wanted: service.wanted,
    message: service.message ?? null,
    image: service.image ?? null,
    startedAt: timeOrNull(service.startedAt),
    restartCount: service.restartCount,
  };
}
