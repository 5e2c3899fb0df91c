import { checkOfLook } from './check.ts';
import { wantedContainers } from './service-containers.ts';

export const containerUnhealthy = checkOfLook(
  'container-unhealthy',
  'Every service that runs is healthy.',
  (look) =>
    wantedContainers(look)
      .filter(({ container }) => container.state === 'running' && container.health === 'unhealthy')
      .map(({ service, container }) => ({
        severity: 'critical' as const,
        subject: service.name,
        message: `${service.name} runs but its health check fails${said(container.healthMessage)}`,
        hint: `Read its log: labctl logs ${service.name}`,
      })),
);

function said(output: string | undefined): string {
  const line = output?.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '.' : `: ${line}`;
}
