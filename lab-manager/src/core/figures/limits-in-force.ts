import { configHash } from '../desired/config-hash.ts';
import { shortName } from '../names.ts';
import type { ContainerSpec } from '../model/container-spec.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { ObservedState } from '../model/observed-state.ts';

export type Limits = Pick<ContainerSpec, 'memoryBytes' | 'cpus' | 'pids'>;

/**
 * As the service is wished for, unless it runs in another form, as it does where the newer one failed to prove itself:
 * what that may use is the engine's to tell.
 */
export function limitsInForce(
  {
    desired,
    observed,
  }: { desired: Pick<DesiredState, 'services'>; observed: Pick<ObservedState, 'containers'> },
  service: string,
): Limits | undefined {
  const wished = desired.services.find(({ name }) => name === service)?.spec;
  const runs = observed.containers.find(
    (it) => it.service === service && shortName(it.name) === service && it.state === 'running',
  );
  if (wished === undefined || (runs !== undefined && runs.configHash !== configHash(wished)))
    return undefined;
  return wished;
}
