import { brickName, dataFolderOf, declaredName, serviceOfData } from '../bricks/service-names.ts';
import { brickDatabase } from './brick-database.ts';
import { database } from './database.ts';
import { withinCores } from './within-cores.ts';
import type { BrickData } from '../model/brick.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { hasServices, type EnvironmentName, type LabFile } from '../model/lab-file.ts';
import { environmentOf } from '../names.ts';

/**
 * The database of a brick by its name alone: its brick is not here yet, or not any more, as on an empty machine. It is the same
 * server, and may use as much as any service of a brick there may. Undefined: no brick's database is called so, or its
 * environment is switched off.
 */
export function undeclaredDatabase(
  labFile: LabFile,
  facts: HostFacts,
  service: string,
): DesiredService | undefined {
  const environment = environmentOf(service);
  if (environment === undefined || !hasServices(labFile, environment)) return undefined;
  return ofBrick(labFile, facts, { service, environment });
}

/**
 * The server that a database is loaded into to be put in place, by its name alone: an environment's own or a brick's, also of
 * an environment that is switched off, where nothing runs on it before that is enabled. Undefined: no database is called so.
 */
export function databaseOf(labFile: LabFile, facts: HostFacts, service: string): DesiredService | undefined {
  const environment = environmentOf(service);
  if (environment === undefined) return undefined;
  return service === `${environment}-db`
    ? withinCores(database(labFile, facts, environment), facts.cores)
    : ofBrick(labFile, facts, { service, environment });
}

function ofBrick(
  labFile: LabFile,
  facts: HostFacts,
  { service, environment }: { service: string; environment: EnvironmentName },
): DesiredService | undefined {
  const [brick = '', name = ''] = dataFolderOf(service)?.split('.') ?? [];
  if (!brickName.test(brick) || !declaredName.test(name)) return undefined;
  const { memory, cpus, pids } = labFile.environments[environment].brickServices;
  const declared = { kind: 'database', name, memory, cpus, pids } as const;
  return withinCores(brickDatabase(labFile, facts, { environment, brick, declared, service }), facts.cores);
}

/** Of data of bricks that is there, the servers of what nothing declares now: it is kept until a person deletes it. */
export function keptDatabases(
  labFile: LabFile,
  facts: HostFacts,
  data: readonly Pick<BrickData, 'environment' | 'name'>[],
  declared: readonly Pick<DesiredService, 'name'>[],
): readonly DesiredService[] {
  return data
    .map(({ environment, name }) => serviceOfData(environment, name))
    .filter((service) => !declared.some(({ name }) => name === service))
    .flatMap((service) => undeclaredDatabase(labFile, facts, service) ?? []);
}
