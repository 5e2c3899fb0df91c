import type { DesiredService } from './model/desired-state.ts';
import type { ServiceStatus } from './model/lab-status.ts';
import { composeServices } from './names.ts';

/** What a target (`lab`, `prod`, `prod-glab`…) means. Also of what is disabled, which is to say nothing. */
export function meantBy<T extends Pick<DesiredService, 'name' | 'environment'>>(
  services: readonly T[],
  target: string,
): readonly T[] {
  return services.filter(
    ({ name, environment }) => target === 'lab' || target === environment || target === name,
  );
}

/** What a job can be asked to be about. */
export function targetsOf(services: readonly Pick<DesiredService, 'name' | 'environment'>[]): string[] {
  return ['lab', ...new Set(services.flatMap((one) => [one.environment ?? one.name, one.name]))];
}

/** Where somebody may have come: into an app, where only apps are meant, else into their environments. */
export function placesOf(meant: readonly DesiredService[]): readonly string[] {
  if (meant.every(({ onDemand }) => onDemand === true)) return meant.map(({ name }) => name);
  return [...new Set(meant.flatMap(({ environment }) => environment ?? []))];
}

/** Whether the whole lab was uninstalled; what compose runs is never. */
export function isUninstalled(services: readonly Pick<ServiceStatus, 'name' | 'wanted'>[]): boolean {
  const own = services.filter(({ name }) => !composeServices.includes(name));
  return own.length > 0 && own.every(({ wanted }) => wanted === 'uninstalled');
}
