import type Docker from 'dockerode';
import type { ContainerEngine } from '../../core/ports.ts';
import type { Connection } from './connect.ts';
import { notRunning, timedOut } from './docker-error.ts';
import { ourContainer } from './find.ts';
import type { Frame } from './frames.ts';
import { FramePieces } from './frames.ts';
import { openStream } from './open-stream.ts';
import { pause } from '../../wake.ts';
import { withinLimit } from './within-limit.ts';

/** Of each stream; what comes after is read and dropped, so that the program isn't held up. */
export const outputBytes = 1024 * 1024;
const exitPoll = 50;

type Result = Awaited<ReturnType<ContainerEngine['exec']>>;

/** The engine can't end what it began: after a time-out the program goes on until its container stops. */
export async function runInside(
  connection: Connection,
  name: string,
  argv: readonly string[],
  timeoutSeconds: number,
  signal?: AbortSignal,
): Promise<Result> {
  return runIn(connection, await ourContainer(connection, name), argv, timeoutSeconds, signal);
}

/** The same for a container that was just looked up. */
export async function runIn(
  { docker, limits }: Connection,
  { Id, Name, State }: Pick<Docker.ContainerInspectInfo, 'Id' | 'Name' | 'State'>,
  argv: readonly string[],
  timeoutSeconds: number,
  outer?: AbortSignal,
): Promise<Result> {
  const name = Name.replace(/^\//, '');
  const doing = `run ${argv[0] ?? ''} in ${name}`;
  if (!State.Running || State.Paused) throw notRunning(name, doing);
  const run = async (signal: AbortSignal) => {
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
      const output = await collect(stream as AsyncIterable<Buffer>);
      return { exitCode: await exitCode(() => command.inspect(), doing, signal), ...output };
    } finally {
      close();
    }
  };
  return withinLimit(doing, timeoutSeconds * 1000, run, outer);
}

async function collect(stream: AsyncIterable<Buffer>): Promise<{ stdout: string; stderr: string }> {
  const frames = new FramePieces();
  const kept: Record<Frame['stream'], Buffer[]> = { stdout: [], stderr: [] };
  const room: Record<Frame['stream'], number> = { stdout: outputBytes, stderr: outputBytes };
  for await (const chunk of stream) {
    for (const { stream: name, payload } of frames.add(chunk)) {
      if (room[name] === 0) continue;
      kept[name].push(payload.subarray(0, room[name]));
      room[name] -= Math.min(room[name], payload.length);
    }
  }
  return {
    stdout: Buffer.concat(kept.stdout).toString(),
    stderr: Buffer.concat(kept.stderr).toString(),
  };
}

/** The output may end a moment before the engine has noted the exit. */
export async function exitCode(
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
