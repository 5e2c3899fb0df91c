import type Docker from 'dockerode';
import type { Connection } from './connect.ts';
import { timedOut } from './docker-error.ts';
import { openStream } from './open-stream.ts';
import { pause } from '../../wake.ts';
import { withinLimit } from './within-limit.ts';

const exitPoll = 50;

/**
 * Runs a command inside a container that was just looked up; no shell sees its arguments. The engine can't end what it
 * began: after a time-out the command goes on until its container stops.
 */
export async function exitCodeOf(
  { docker, limits }: Connection,
  { Id, Name }: Pick<Docker.ContainerInspectInfo, 'Id' | 'Name'>,
  argv: readonly string[],
  timeoutSeconds: number,
): Promise<number> {
  const doing = `run ${argv[0] ?? ''} in ${Name.replace(/^\//, '')}`;
  return withinLimit(doing, timeoutSeconds * 1000, async (signal) => {
    const command = await docker
      .getContainer(Id)
      .exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true, abortSignal: signal });
    const { stream, close } = await openStream(
      doing,
      limits.start,
      (abortSignal) => command.start({ Detach: false, Tty: false, abortSignal }),
      signal,
    );
    try {
      // Its output is read, so that it isn't held up, and dropped. It ends when the command does.
      for await (const _ of stream);
      return await exitCode(() => command.inspect(), doing, signal);
    } finally {
      close();
    }
  });
}

/** The output may end a moment before the engine has noted the exit. */
async function exitCode(
  inspect: () => Promise<{ Running: boolean; ExitCode: number | null }>,
  doing: string,
  signal: AbortSignal,
): Promise<number> {
  while (!signal.aborted) {
    const { Running, ExitCode } = await inspect();
    if (!Running && ExitCode !== null) return ExitCode;
    await pause(exitPoll, signal);
  }
  throw timedOut(doing);
}
