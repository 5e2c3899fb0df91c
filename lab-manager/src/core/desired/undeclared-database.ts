import { brickName, dataFolderOf, declaredName, serviceOfData } from '../bricks/service-names.ts';
import { brickDatabase } from './brick-database.ts';
import { withinCores } from './within-cores.ts';
import type { BrickData } from '../model/brick.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { LabFile } from '../model/lab-file.ts';
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
  const [brick = '', name = ''] = dataFolderOf(service)?.split('.') ?? [];
  if (environment === undefined || !brickName.test(brick) || !declaredName.test(name)) return undefined;
  const { enabled, brickServices } = labFile.environments[environment];
  if (!enabled && environment !== 'prod') return undefined;
  const { memory, cpus, pids } = brickServices;
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
