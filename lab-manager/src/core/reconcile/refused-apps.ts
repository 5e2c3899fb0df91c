import { labelOfApp } from '../bricks/service-names.ts';
import { managerAddress } from '../desired/manager-address.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { LabFile } from '../model/lab-file.ts';
import type { ObservedState } from '../model/observed-state.ts';
import { keptServices } from './kept-services.ts';

/**
 * An app that is there while its brick can't be read keeps its host: nobody knows on which port it listens, so that the gate
 * lets nobody through, and tells whoever may open it why.
 */
export function withRefusedApps(
  desired: DesiredState,
  observed: Pick<ObservedState, 'containers'>,
  { domain, environments }: Pick<LabFile, 'domain' | 'environments'>,
): DesiredState {
  const apps = keptServices({ desired, observed })
    .filter(({ kind, environment }) => kind === 'app' && environments[environment].enabled)
    .map(({ name: service, environment, why, instead }) => ({
      name: labelOfApp(service, environment),
      service,
      environment,
      title: service,
      refused: `${why}. ${instead}`,
    }));
  if (apps.length === 0) return desired;
  const routes = apps.flatMap(({ name }) => {
    const to = { host: `${name}.${domain}`, target: managerAddress };
    return [
      { name: `${name}-sign-in`, path: '/.lab-auth/', gate: undefined, ...to },
      { name, path: '/', gate: { environment: name }, ...to },
    ];
  });
  return {
    ...desired,
    refusedApps: apps,
    routes: { ...desired.routes, routes: [...desired.routes.routes, ...routes] },
  };
}
