import type { Connection } from './connect.ts';
import { statusOf } from './docker-error.ts';
import { findOurContainer } from './find.ts';
import { pause } from '../../wake.ts';
import { withinLimit } from './within-limit.ts';

/** How often a removal that is under way is looked at, in milliseconds. */
const removalPoll = 250;

/** Gone when this returns, whoever removed it: one whose removal had begun already is waited for. */
export async function removeContainer(connection: Connection, name: string): Promise<void> {
  const { docker, limits } = connection;
  const found = await findOurContainer(connection, name);
  if (found === undefined) return;
  await withinLimit(`remove container ${name}`, limits.change, async (abortSignal) => {
    try {
      // Its anonymous volumes go with it: nothing of the lab's is kept in one.
      await docker.getContainer(found.Id).remove({ v: true, force: found.State.Dead, abortSignal });
    } catch (error) {
      if (statusOf(error) === 404) return;
      if (!isBeingRemoved(error)) throw error;
      await untilGone(connection, name, abortSignal);
    }
  });
}

/** Docker goes on with a removal whose client died: a manager that was killed in it meets it again. */
const isBeingRemoved = (error: unknown): boolean =>
  statusOf(error) === 409 && /already in progress/i.test(String(error));

async function untilGone(connection: Connection, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await findOurContainer(connection, name)) !== undefined) {
    await pause(removalPoll, signal);
  }
}
