import type { DesiredService } from '../model/desired-state.ts';

/**
 * An engine refuses to make a container that may use more cores than its machine has. So that a lab that was put back on a
 * smaller machine runs, more than all cores is all of them; what was asked for is kept, to be told.
 */
export function withinCores(service: DesiredService, cores: number | undefined): DesiredService {
  const { cpus } = service.spec;
  if (cores === undefined || cpus === undefined || cpus <= cores) return service;
  return { ...service, spec: { ...service.spec, cpus: cores }, coresWished: cpus };
}
