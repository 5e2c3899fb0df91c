import { formatBytes } from '../units.ts';
import { readBackupDeclaration } from './backup-declaration.ts';
import { readConstellabWays } from './constellab.ts';
import { readDeclarations } from './read-declarations.ts';
import { brickName, serviceName } from './service-names.ts';
import { shown } from '../shown.ts';
import {
  codelabRuns,
  environmentNames,
  hasServices,
  type BrickServicesFile,
  type EnvironmentName,
  type LabFile,
} from '../model/lab-file.ts';
import type {
  BrickFolder,
  BrickService,
  DeclaredService,
  RefusedService,
  UnreadBricks,
} from '../model/brick.ts';

export interface BrickServices {
  accepted: readonly BrickService[];
  refused: readonly RefusedService[];
}

/** What the bricks of the environments declare: what the lab runs for them, and what it doesn't and why. */
export function brickServices(labFile: LabFile, folders: readonly BrickFolder[]): BrickServices {
  const each = environmentNames
    .filter((name) => hasServices(labFile, name))
    .map((name) => ofEnvironment(name, labFile, folders));
  return {
    accepted: each.flatMap(({ accepted }) => accepted),
    refused: each.flatMap(({ refused }) => refused),
  };
}

/** Of the folders that nobody could read: those whose bricks would run services now. */
export const unreadNow = (labFile: LabFile, unread: readonly UnreadBricks[]): readonly UnreadBricks[] =>
  unread
    .filter(({ environment }) => hasServices(labFile, environment))
    .filter(({ place }) => place === 'installed' || codelabRuns(labFile));

function ofEnvironment(
  environment: EnvironmentName,
  labFile: LabFile,
  folders: readonly BrickFolder[],
): BrickServices {
  const caps = labFile.environments[environment].brickServices;
  const bricks = loaded(environment, labFile, folders).map((folder) => ofBrick(folder, caps));
  const all = bricks.flatMap(({ accepted }) => accepted);
  const tooMany = all.slice(caps.count).map(({ brick, declared }): RefusedService => ({
    environment,
    brick,
    field: `services.${declared.name}`,
    message: `is one more than the ${caps.count} services that bricks may have in ${environment}`,
    instead: `Raise environments.${environment}.brickServices.count in the lab file, or take out a brick.`,
    keeps: declared.name,
  }));
  return {
    accepted: all.slice(0, caps.count),
    refused: [...bricks.flatMap(({ refused }) => refused), ...tooMany],
  };
}

/** By name, as glab loads them: of two of one name the one in the workspace. */
function loaded(
  environment: EnvironmentName,
  labFile: LabFile,
  folders: readonly BrickFolder[],
): readonly BrickFolder[] {
  const byName = new Map<string, BrickFolder>();
  for (const folder of folders) {
    if (folder.environment !== environment) continue;
    if (folder.place === 'workspace' && !codelabRuns(labFile)) continue;
    if (byName.get(folder.name)?.place !== 'workspace') byName.set(folder.name, folder);
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function ofBrick(folder: BrickFolder, caps: BrickServicesFile): BrickServices {
  const { environment, name: brick, settings, unreadable } = folder;
  const refuse = (one: Omit<RefusedService, 'environment' | 'brick'>): RefusedService => ({
    environment,
    brick: shown(brick),
    ...one,
  });
  const notRead = refuse({
    field: 'settings.json',
    message: `can’t be read: ${unreadable ?? 'nobody knows why'}`,
    instead:
      settings === undefined
        ? 'Correct it, or see to its disk; what runs for this brick goes on, but its apps can’t be opened.'
        : 'See to the file and its disk; until then what it declared when it was last read counts.',
    keeps: 'all',
  });
  if (settings === undefined) return nothingBut(notRead);
  const { services, refused } = readDeclarations(settings);
  const ways = readConstellabWays(folder, services).map(refuse);
  if (services.length + refused.length > 0 && !brickName.test(brick))
    return nothingBut(
      refuse({
        field: 'name',
        message: 'can’t be part of a host’s name, so none of its services runs',
        instead:
          'A brick with services has a name of 1 to 32 small letters, digits and underscores, a letter first.',
        keeps: undefined,
      }),
    );
  const within = services.map((declared) => ({ declared, over: overCap(declared, environment, caps) }));
  return {
    accepted: within
      .filter(({ over }) => over === undefined)
      .map(({ declared }) => ({
        environment,
        brick,
        declared,
        service: serviceName(environment, brick, declared),
      })),
    refused: [
      ...(unreadable === undefined ? [] : [notRead]),
      ...refused.map(refuse),
      ...readBackupDeclaration(settings).refused.map(refuse),
      ...within.flatMap(({ over }) => (over === undefined ? [] : [refuse(over)])),
      ...ways,
    ],
  };
}

const nothingBut = (one: RefusedService): BrickServices => ({ accepted: [], refused: [one] });

function overCap(
  { name, memory, cpus, pids }: DeclaredService,
  environment: EnvironmentName,
  caps: BrickServicesFile,
): Omit<RefusedService, 'environment' | 'brick'> | undefined {
  const over = (field: keyof BrickServicesFile, asked: string, cap: string) => ({
    field: `services.${name}.${field}`,
    message: `${asked} is more than the ${cap} that the lab file allows a brick’s service in ${environment}`,
    instead: `Ask for less, or raise environments.${environment}.brickServices.${field} in the lab file.`,
    keeps: name,
  });
  if (memory > caps.memory) return over('memory', formatBytes(memory), formatBytes(caps.memory));
  if (cpus > caps.cpus) return over('cpus', `${cpus}`, `${caps.cpus}`);
  return pids > caps.pids ? over('pids', `${pids}`, `${caps.pids}`) : undefined;
}
