import { previousName } from '../names.ts';
import type { World } from './world.ts';
import type { DesiredService } from '../model/desired-state.ts';

/** The foreign container or network that holds a name this service needs. */
export function takenName(service: DesiredService, world: World): string | undefined {
  const { name } = service.spec;
  const container = [name, previousName(name)].find((it) => world.container(it)?.ours === false);
  return container ?? service.spec.networks.find((it) => world.network(it.name)?.ours === false)?.name;
}
