import { unreadNow } from '../bricks/accepted-services.ts';
import { claimedData } from '../bricks/claimed-data.ts';
import { biotaDb, biotaReaders, biotaReference } from './biota-db.ts';
import { brickParts, type BrickParts } from './brick-parts.ts';
import { certificate } from './certificate.ts';
import { codelab } from './codelab.ts';
import { database } from './database.ts';
import { withDependants } from './dependants.ts';
import { directories } from './directories.ts';
import { front } from './front.ts';
import { glab } from './glab.ts';
import { networks } from './networks.ts';
import { routes } from './routes.ts';
import { secrets } from './secrets.ts';
import { testDatabase } from './test-database.ts';
import { withinCores } from './within-cores.ts';
import type { DesiredDirectory, DesiredService, DesiredState } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { codelabRuns, type LabFile } from '../model/lab-file.ts';

/** Services of which somebody said something. */
export interface Wished {
  stopped: ReadonlySet<string>;
  uninstalled: ReadonlySet<string>;
  /** Of those that run on demand. */
  started: ReadonlySet<string>;
}

/** What should run, from what a person wrote, this machine's facts and the services that were stopped or uninstalled. */
export function desiredState(
  labFile: LabFile,
  facts: HostFacts,
  { stopped, uninstalled, started }: Wished,
): DesiredState {
  const bricks = brickParts(labFile, facts);
  const all = services(labFile, facts, bricks).map((service) => withinCores(service, facts.cores));
  const resting = all.filter(({ name, onDemand }) => onDemand === true && !started.has(name));
  const still = new Set([...stopped, ...uninstalled, ...resting.map(({ name }) => name)]);
  const table = routes(labFile, facts);
  return {
    directories: once([...directories(labFile, facts), ...bricks.directories]),
    secrets: [...secrets(labFile, facts), ...bricks.secrets],
    certificate: certificate(labFile),
    networks: networks(labFile, facts, bricks.networks),
    services: withStopped(all, still).map((service) =>
      uninstalled.has(service.name) ? { ...service, uninstalled: true } : service,
    ),
    routes: { ...table, routes: [...table.routes, ...bricks.routes] },
    apps: bricks.apps,
    refusedApps: [],
    refused: bricks.refused,
    unreadBricks: unreadNow(labFile, facts.unreadBricks ?? []),
    referenceByNeed: labFile.biota.mode === 'auto' && !uninstalled.has('biota-db'),
    claimedData: claimedData(facts.bricks ?? [], facts.unreadBricks ?? []),
    reference: biotaReference(labFile, facts),
    lookedAt: facts.now,
  };
}

/** Where dev is switched off, its containers go; what they wrote stays in its directories. */
function services(labFile: LabFile, facts: HostFacts, bricks: BrickParts): readonly DesiredService[] {
  return [
    front(labFile, facts),
    database(labFile, facts, 'prod'),
    glab(labFile, facts, 'prod'),
    ...(labFile.environments.dev.enabled
      ? [database(labFile, facts, 'dev'), glab(labFile, facts, 'dev')]
      : []),
    ...(biotaReaders(labFile, facts).length > 0 ? [biotaDb(labFile, facts)] : []),
    ...(codelabRuns(labFile) ? [testDatabase(labFile, facts), codelab(labFile, facts)] : []),
    ...bricks.services,
  ];
}

/** A service whose dependency is stopped can't run either. */
function withStopped(services: readonly DesiredService[], stopped: ReadonlySet<string>): DesiredService[] {
  const off = services.filter(({ name, running }) => !running || stopped.has(name));
  const still = withDependants(
    services,
    off.map(({ name }) => name),
  );
  return services.map((service) => ({ ...service, running: !still.has(service.name) }));
}

/** Several bricks' databases lie in one folder. */
function once(directories: readonly DesiredDirectory[]): readonly DesiredDirectory[] {
  return [...new Map(directories.map((one) => [one.path, one])).values()];
}
