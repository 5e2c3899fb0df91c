import { join } from 'node:path';
import { brickServices } from '../bricks/accepted-services.ts';
import { appLabel, brickNetwork, dataFolder } from '../bricks/service-names.ts';
import { brickApp } from './brick-app.ts';
import { brickDatabase } from './brick-database.ts';
import { databaseSecret } from './database-secret.ts';
import { publicUrl } from './defaults.ts';
import { managerAddress } from './manager-address.ts';
import { appNetwork } from './network-names.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type {
  BrickService,
  DeclaredApp,
  DeclaredDatabase,
  DeclaredService,
  RefusedService,
} from '../model/brick.ts';
import type { DesiredApp, DesiredDirectory, DesiredSecret, DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { codelabRuns, type LabFile } from '../model/lab-file.ts';
import type { Route } from '../model/routes.ts';

/** What the bricks' services add to each part of the desired state. */
export interface BrickParts {
  directories: readonly DesiredDirectory[];
  secrets: readonly DesiredSecret[];
  /** Short names. */
  networks: { ofBricks: readonly string[]; ofApps: readonly string[] };
  services: readonly DesiredService[];
  routes: readonly Route[];
  apps: readonly DesiredApp[];
  refused: readonly RefusedService[];
}

/** All that the lab is to have for the bricks' services, and which declarations it can't go by. */
export function brickParts(labFile: LabFile, facts: HostFacts): BrickParts {
  const { accepted, refused } = brickServices(labFile, facts.bricks ?? []);
  const databases = accepted.filter(isDatabase);
  const apps = accepted.filter(isApp);
  const databasesOf = (app: BrickService): BrickService<DeclaredDatabase>[] =>
    databases.filter((one) => one.environment === app.environment && one.brick === app.brick);
  const isOpen = ({ environment }: BrickService): boolean => labFile.environments[environment].enabled;
  return {
    directories: [
      ...databases.flatMap((one) => databaseDirectories(one, facts)),
      ...apps.map((one) => folder(labPaths(facts.home).secretsOf(one.service), owners.app, 0o500)),
    ],
    secrets: [
      ...databases.flatMap((one) => databaseSecrets(one, labFile, facts)),
      ...apps.flatMap((app) => databasesOf(app).map((one) => appSecret(app, one, facts))),
    ],
    networks: {
      ofBricks: [...new Set(databases.map(({ environment, brick }) => brickNetwork(environment, brick)))],
      ofApps: apps.map(({ service }) => appNetwork(service)),
    },
    services: [
      ...databases.map((one) => brickDatabase(labFile, facts, one)),
      ...apps.map((one) => brickApp(labFile, facts, one, databasesOf(one))),
    ],
    routes: apps.filter(isOpen).flatMap((one) => appRoutes(one, labFile.domain)),
    apps: apps.filter(isOpen).map((one) => appOf(one, labFile, facts)),
    refused,
  };
}

const isDatabase = (one: BrickService): one is BrickService<DeclaredDatabase> =>
  one.declared.kind === 'database';
const isApp = (one: BrickService<DeclaredService>): one is BrickService<DeclaredApp> =>
  one.declared.kind === 'app';

const folder = (path: string, owner: DesiredDirectory['owner'], mode: number): DesiredDirectory => ({
  path,
  owner,
  mode,
});

function databaseDirectories(
  { environment, brick, declared, service }: BrickService,
  facts: HostFacts,
): DesiredDirectory[] {
  const { brickData } = labPaths(facts.home).environment(environment);
  return [
    folder(brickData, owners.manager, 0o711),
    folder(join(brickData, dataFolder(brick, declared.name)), owners.database, 0o700),
    databaseSecret(facts.home, service).folder,
  ];
}

/** One value: for the database, for glab and its tasks, and in dev for the codelab. */
function databaseSecrets(
  { environment, service }: BrickService,
  labFile: LabFile,
  facts: HostFacts,
): DesiredSecret[] {
  const { secretsOf } = labPaths(facts.home);
  const { password } = databaseSecret(facts.home, service);
  const copyOf = password.path;
  return [
    password,
    { path: join(secretsOf(`${environment}-glab`), service), owner: owners.glab, copyOf },
    ...(environment === 'dev' && codelabRuns(labFile)
      ? [{ path: join(secretsOf('dev-codelab'), service), owner: owners.codelab, copyOf }]
      : []),
  ];
}

function appSecret(app: BrickService, database: BrickService, facts: HostFacts): DesiredSecret {
  const { secretsOf } = labPaths(facts.home);
  return {
    path: join(secretsOf(app.service), database.service),
    owner: owners.app,
    copyOf: databaseSecret(facts.home, database.service).password.path,
  };
}

function appRoutes(
  { environment, brick, declared, service }: BrickService<DeclaredApp>,
  domain: string,
): Route[] {
  const name = appLabel(environment, brick, declared.name);
  const host = `${name}.${domain}`;
  return [
    { name: `${name}-sign-in`, host, path: '/.lab-auth/', target: managerAddress, gate: undefined },
    { name, host, path: '/', target: `http://${service}:${declared.port}`, gate: { environment: name } },
  ];
}

function appOf(
  { environment, brick, declared, service }: BrickService<DeclaredApp>,
  labFile: LabFile,
  facts: HostFacts,
): DesiredApp {
  const name = appLabel(environment, brick, declared.name);
  const hostname = `${name}.${labFile.domain}`;
  return {
    name,
    service,
    environment,
    title: declared.title,
    brick,
    port: declared.port,
    hostname,
    origin: publicUrl(hostname, facts.httpsPort),
    idle: declared.idle,
  };
}
