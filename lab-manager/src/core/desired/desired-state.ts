import { certificate } from './certificate.ts';
import { directories } from './directories.ts';
import { front } from './front.ts';
import { networks } from './networks.ts';
import { prodDb } from './prod-db.ts';
import { prodGlab } from './prod-glab.ts';
import { routes } from './routes.ts';
import { secrets } from './secrets.ts';
import type { DesiredService, DesiredState } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { LabFile } from '../model/lab-file.ts';

/** What should run, from what a person wrote, this machine's facts and the services a person stopped. */
export function desiredState(labFile: LabFile, facts: HostFacts, stopped: ReadonlySet<string>): DesiredState {
  return {
    directories: directories(facts),
    secrets: secrets(facts),
    certificate: certificate(labFile),
    networks: networks(facts),
    services: withStopped(
      [front, prodDb, prodGlab].map((make) => make(labFile, facts)),
      stopped,
    ),
    routes: routes(labFile, facts),
    lookedAt: facts.now,
  };
}

/** A service whose dependency is stopped can't run either. Dependencies come before those who need them. */
function withStopped(services: readonly DesiredService[], stopped: ReadonlySet<string>): DesiredService[] {
  const still = new Set(stopped);
  return services.map((service) => {
    const running = service.running && !still.has(service.name) && !service.after.some((it) => still.has(it));
    if (!running) still.add(service.name);
    return { ...service, running };
  });
}
