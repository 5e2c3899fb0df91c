import type Docker from 'dockerode';
import type { Connection } from './connect.ts';
import { exitCodeOf } from './exec.ts';
import { healthOf } from './observed-container.ts';

type Container = Docker.ContainerInspectInfo;

const nanosecondsInSecond = 1e9;
/** The engine's own default where the image names none. */
const usualTimeout = 30;

/**
 * Whether a container that the engine still calls `starting` passes its own health check now. Engines before 25 first ask
 * after a whole interval, and the start of a lab would mostly consist of waiting for that.
 */
export async function passesOwnCheck(connection: Connection, found: Container): Promise<boolean> {
  const argv = checkOf(found);
  if (argv === undefined || !found.State.Running || healthOf(found.State) !== 'starting') return false;
  try {
    return (await exitCodeOf(connection, found, argv, timeoutOf(found))) === 0;
  } catch {
    // Not yet, or it just stopped: the engine's own word follows.
    return false;
  }
}

/** Only the form that needs no shell: all of our images' checks have it. */
function checkOf({ Config: { Healthcheck: check } }: Container): readonly string[] | undefined {
  const [form, ...argv] = check?.Test ?? [];
  return form === 'CMD' && argv.length > 0 ? argv : undefined;
}

function timeoutOf({ Config: { Healthcheck: check } }: Container): number {
  const nanoseconds = check?.Timeout ?? 0;
  return nanoseconds === 0 ? usualTimeout : nanoseconds / nanosecondsInSecond;
}
