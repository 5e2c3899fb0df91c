import { serviceKinds, type DeclaredService, type ServiceKind } from '../model/brick.ts';
import type { EnvironmentName } from '../model/lab-file.ts';

/**
 * Bricks and services become parts of names of containers, networks and hosts, of which each label has 63 characters at
 * most. A brick has no dash and a service neither dash nor underscore, so that no two pairs of them give the same name.
 */
export const brickName = /^[a-z][a-z0-9_]{0,31}$/;
export const declaredName = /^[a-z][a-z0-9]{0,19}$/;
/** Where `dev` ends a host's name, it says the environment. */
export const reservedNames: readonly string[] = ['dev'];

const dashed = (brick: string): string => brick.replaceAll('_', '-');
const parts = { database: 'db', app: 'app' } as const satisfies Record<ServiceKind, string>;

/** `prod-app-labstead-explorer-tables` */
export function serviceName(
  environment: EnvironmentName,
  brick: string,
  { kind, name }: Pick<DeclaredService, 'kind' | 'name'>,
): string {
  return `${environment}-${parts[kind]}-${dashed(brick)}-${name}`;
}

/** What a brick declares, or declared, under this name; undefined: it is a service of the lab's own. */
export function kindOfService(service: string): ServiceKind | undefined {
  const [, part] = /^[a-z]+-([a-z]+)-/.exec(service) ?? [];
  return serviceKinds.find((kind) => parts[kind] === part);
}

/** The lab's own, or a brick's: an app of a brick may have any name. */
export const isDatabase = (service: string): boolean => {
  const kind = kindOfService(service);
  return kind === undefined ? /-(test)?db$/.test(service) : kind === 'database';
};

/** Whether the lab's service of that name is, or was, one of this brick; of that name there, where one is given. */
export function belongsTo(
  service: string,
  { environment, brick, name }: { environment: EnvironmentName; brick: string; name?: string },
): boolean {
  const dash = service.lastIndexOf('-');
  const mine = Object.values(parts).some(
    (part) => service.slice(0, dash) === `${environment}-${part}-${dashed(brick)}`,
  );
  return mine && (name === undefined || service.slice(dash + 1) === name);
}

/** First label of the app's host, also what its gate is called: `app-labstead-explorer-tables`, in dev with `-dev` behind. */
export function appLabel(environment: EnvironmentName, brick: string, app: string): `app-${string}` {
  return `app-${dashed(brick)}-${app}${environment === 'prod' ? '' : `-${environment}`}`;
}

/** The same of an app of which only the service's name is known. */
export function labelOfApp(service: string, environment: EnvironmentName): `app-${string}` {
  const rest = service.slice(`${environment}-${parts.app}-`.length);
  return `app-${rest}${environment === 'prod' ? '' : `-${environment}`}`;
}

/** In it, the databases of a brick and its apps. */
export const brickNetwork = (environment: EnvironmentName, brick: string): string =>
  `brick-${environment}-${dashed(brick)}`;

/** Folder of a database's data. No brick has a dot in its name. */
export const dataFolder = (brick: string, name: string): string => `${brick}.${name}`;

/** The database whose data lies in such a folder. */
export function serviceOfData(environment: EnvironmentName, folder: string): string {
  const [brick = '', name = ''] = folder.split('.');
  return serviceName(environment, brick, { kind: 'database', name });
}

/** The same of a database of which only the service's name is known; undefined: it is none of a brick. */
export function dataFolderOf(service: string): string | undefined {
  const [, brick, name] = /^[a-z]+-db-(.+)-([a-z0-9]+)$/.exec(service) ?? [];
  return brick === undefined || name === undefined || kindOfService(service) !== 'database'
    ? undefined
    : dataFolder(brick.replaceAll('-', '_'), name);
}

/** Of the variables by which tasks and apps of the brick find it: `LABSTEAD_SERVICE_NOTES`. */
export const variablePrefix = (name: string): string => `LABSTEAD_SERVICE_${name.toUpperCase()}`;
