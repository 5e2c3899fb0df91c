import { LabError } from '../../core/model/lab-error.ts';
import type { Connection } from './connect.ts';
import { applyAgain, notRunning, statusOf } from './docker-error.ts';
import { findOurContainer, ourContainer } from './find.ts';
import { withinLimit } from './within-limit.ts';

export async function renameContainer(connection: Connection, name: string, to: string): Promise<void> {
  const { docker, limits } = connection;
  const found = await findOurContainer(connection, name);
  const taken = await findOurContainer(connection, to);
  if (found === undefined && taken !== undefined) return; // done by an earlier attempt
  if (taken !== undefined) {
    throw new LabError('docker.failed', `Container ${name} can't be renamed: ${to} is here already.`, {
      hint: applyAgain,
    });
  }
  const { Id } = found ?? (await ourContainer(connection, name));
  await withinLimit(`rename container ${name} to ${to}`, limits.change, (abortSignal) =>
    docker.getContainer(Id).rename({ name: to, abortSignal }),
  );
}

export async function startContainer(connection: Connection, name: string): Promise<void> {
  const { docker, limits } = connection;
  const { Id } = await ourContainer(connection, name);
  await withinLimit(`start container ${name}`, limits.start, (abortSignal) =>
    unlessSo(docker.getContainer(Id).start({ abortSignal })),
  );
}

export async function stopContainer(
  connection: Connection,
  name: string,
  graceSeconds: number,
): Promise<void> {
  const { docker, limits } = connection;
  const { Id } = await ourContainer(connection, name);
  const limit = graceSeconds * 1000 + limits.stopBeyondGrace;
  await withinLimit(`stop container ${name}`, limit, (abortSignal) =>
    unlessSo(docker.getContainer(Id).stop({ t: Math.ceil(graceSeconds), abortSignal })),
  );
}

export async function pauseContainer(connection: Connection, name: string): Promise<void> {
  const { docker, limits } = connection;
  const { Id, State } = await ourContainer(connection, name);
  const doing = `pause container ${name}`;
  if (State.Paused) return;
  if (!State.Running) throw notRunning(name, doing);
  await withinLimit(doing, limits.change, (abortSignal) => docker.getContainer(Id).pause({ abortSignal }));
}

export async function unpauseContainer(connection: Connection, name: string): Promise<void> {
  const { docker, limits } = connection;
  const { Id, State } = await ourContainer(connection, name);
  if (!State.Paused) return;
  await withinLimit(`unpause container ${name}`, limits.change, (abortSignal) =>
    docker.getContainer(Id).unpause({ abortSignal }),
  );
}

/** 304: it is so already. */
async function unlessSo(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (statusOf(error) !== 304) throw error;
  }
}
