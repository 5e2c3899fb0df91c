import type { HealthInput } from '../core/health/check.ts';
import type { KnownBackups } from '../core/health/known-backups.ts';
import type { MachineReading } from '../core/model/figures.ts';
import { environmentNames, type LabFile } from '../core/model/lab-file.ts';
import { codelabProgram, codelabWords } from '../core/model/user.ts';
import type { Clock, Store } from '../core/ports.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';
import type { Pressure } from './figures/now.ts';
import type { View } from './lab-view.ts';

/** What is known beside what a look saw. */
export interface Known {
  labFiles: AcceptedLabFile;
  store: Store;
  clock: Clock;
  pressure: Pressure;
  oomKills: ReadonlyMap<string, number>;
  machine: MachineReading | undefined;
  /** What is due in an environment and waits, in words. */
  waiting: (environment: string) => string | undefined;
  backup: KnownBackups | undefined;
}

/** All that the checks of room core look at, gathered from what this room knows. */
export function healthInput(
  view: View | undefined,
  { labFiles, store, clock, pressure, oomKills, machine, waiting, backup }: Known,
): HealthInput {
  return {
    look: view?.look,
    blind: view?.blind,
    disks: view?.look?.disks ?? [],
    codelabDisks: view?.look?.codelabDisks ?? [],
    heldBack: store.wishes.heldBack(),
    stops: knownStops(store),
    ...fromLabFile(labFiles.known()?.parsed, store, waiting),
    labFile: { broken: labFiles.broken, notYetApplied: labFiles.notYetApplied() },
    pressure,
    oomKills,
    machine,
    backup,
    now: clock.now(),
  };
}

function fromLabFile(
  labFile: LabFile | undefined,
  { environments }: Store,
  waiting: (environment: string) => string | undefined,
): Pick<HealthInput, 'environments' | 'timeZone'> {
  const known = labFile === undefined ? [] : environmentNames;
  return {
    environments: known.map((name) => ({
      name,
      enabled: labFile?.environments[name].enabled ?? false,
      schedule: labFile?.environments[name].schedule ?? { start: undefined, stop: undefined },
      queued: environments.get(name).queued,
      waiting: waiting(name),
    })),
    timeZone: labFile?.timeZone ?? 'UTC',
  };
}

function knownStops({ wishes, users }: Store): HealthInput['stops'] {
  return new Map(
    [...wishes.stops()].map(([service, stop]) => [
      service,
      {
        ...stop,
        name: stop.actor === codelabProgram.id ? codelabWords : (users.byId(stop.actor)?.name ?? ''),
      },
    ]),
  );
}
