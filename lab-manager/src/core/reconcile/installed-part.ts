import type { DesiredState } from '../model/desired-state.ts';

/**
 * Without the services that were uninstalled and the networks that only they are in. Directories and secrets stay: an
 * uninstalled service finds its data again.
 */
export function installedPart(desired: DesiredState): DesiredState {
  const gone = desired.services.filter(({ uninstalled }) => uninstalled === true);
  if (gone.length === 0) return desired;
  const services = desired.services.filter(({ uninstalled }) => uninstalled !== true);
  const networksOf = (some: DesiredState['services']) =>
    new Set(some.flatMap(({ spec }) => spec.networks.map(({ name }) => name)));
  const [left, used] = [networksOf(gone), networksOf(services)];
  const networks = desired.networks.filter(({ name }) => used.has(name) || !left.has(name));
  return { ...desired, services, networks };
}
