import type { EnvironmentName } from '../model/lab-file.ts';

/** The edge's network with each group of containers that it serves. */
export const edgeNetworks = {
  front: 'serve-front',
  prod: 'serve-prod',
  dev: 'serve-dev',
  codelab: 'serve-codelab',
} as const;

/** Between an environment's databases, those of its bricks among them, and the glab that asks them. */
export const databaseNetwork = (environment: EnvironmentName): string => `data-${environment}`;
/** Between the databases of dev that are asked from the codelab, and the codelab. */
export const testDatabaseNetwork = 'data-tests';

/** An environment's own way to the reference database: nobody of another environment is in it. */
export const biotaNetwork = (environment: EnvironmentName): string => `biota-${environment}`;

/** The edge and one app: no app reaches another. */
export const appNetwork = (service: string): string => `edge-to-${service}`;

/** The way to everything outside the lab, this machine included, where the lab file gives one. */
export const outsideNetwork = (whose: EnvironmentName | 'codelab'): string => `outside-${whose}`;
