import { environmentNames, type EnvironmentName } from './model/lab-file.ts';

/** Names and labels of everything the lab makes. A lab id has no dash, so the first dash ends the prefix. */

export const labels = {
  lab: 'org.labstead.lab',
  service: 'org.labstead.service',
  environment: 'org.labstead.environment',
  configHash: 'org.labstead.config-hash',
  job: 'org.labstead.job',
} as const;

/** Made by the base compose file: never stopped, replaced or removed by a plan. */
export const composeServices: readonly string[] = ['edge', 'lab-manager'];
export const composeNetworks: readonly string[] = ['edge-manager'];

export function containerName(labId: string, service: string): string {
  return `${labId}-${service}`;
}

export function networkName(labId: string, network: string): string {
  return `${labId}-${network}`;
}

/** The container that a replacement is proving itself against. */
export function previousName(container: string): string {
  return `${container}.prev`;
}

/** Without the lab's prefix: what people call it. */
export function shortName(name: string): string {
  return name.replace(/^[a-z][a-z0-9]{3,15}-/, '');
}

/** Which environment a service of this name belongs to, or did; undefined: to none, as the lab's own and the reference. */
export function environmentOf(service: string): EnvironmentName | undefined {
  return environmentNames.find((name) => service.startsWith(`${name}-`));
}
