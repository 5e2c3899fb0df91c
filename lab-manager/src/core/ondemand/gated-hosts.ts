import type { EnvironmentName } from '../model/lab-file.ts';
import type { GatedHost } from '../model/routes.ts';

/** What answers behind each host of the gate, and whose it is. */
const hosts: Readonly<Record<GatedHost, { service: string; environment: EnvironmentName }>> = {
  prod: { service: 'prod-glab', environment: 'prod' },
  dev: { service: 'dev-glab', environment: 'dev' },
  codelab: { service: 'dev-codelab', environment: 'dev' },
};

/** The hosts at which people are in an environment. */
export const hostsOf = (environment: string): readonly string[] =>
  Object.entries(hosts).flatMap(([host, behind]) => (behind.environment === environment ? [host] : []));

/** Undefined for a host that is no environment's. */
export function behindHost(host: string): { service: string; environment: EnvironmentName } | undefined {
  return Object.entries(hosts).find(([name]) => name === host)?.[1];
}
