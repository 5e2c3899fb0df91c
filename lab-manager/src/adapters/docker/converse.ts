import type { Duplex } from 'node:stream';
import type { Connection } from './connect.ts';
import { cancelled, notRunning, toLabError } from './docker-error.ts';
import { exitCode } from './exec.ts';
import { ourContainer } from './find.ts';
import { FramePieces } from './frames.ts';
import { openStream } from './open-stream.ts';
import { withinLimit } from './within-limit.ts';

export interface Conversation {
  argv: readonly string[];
  /** What the program reads. Undefined: nothing comes, and its input stays open for as long as somebody listens. */
  input?: AsyncIterable<Uint8Array>;
  /** What it writes, in order; nothing more is read from it before this resolves. */
  onOutput(pieces: readonly Buffer[]): Promise<void>;
}

export interface Outcome {
  exitCode: number;
  /** The last of it. */
  stderr: string;
  /** Whether it took all of its input before it ended. */
  heardAll: boolean;
}

const stderrBytes = 8 * 1024;

/**
 * Runs a program inside a container for as long as it takes, both ways at the speed of the slower side. However this ends,
 * by the death of this process too, the program's input ends with it: the engine can't end what it began, so a program
 * that must not outlive whoever began it ends when its input does.
 */
export async function converse(
  connection: Connection,
  container: string,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<Outcome> {
  const { docker, limits } = connection;
  const { argv } = conversation;
  const doing = `run ${argv.slice(0, 2).join(' ')} in ${container}`;
  const { Id, State } = await ourContainer(connection, container);
  if (!State.Running || State.Paused) throw notRunning(container, doing);
  const command = await withinLimit(
    doing,
    limits.start,
    (abortSignal) =>
      docker.getContainer(Id).exec({
        Cmd: [...argv],
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        abortSignal,
      }),
    signal,
  );
  const { stream, close } = await openStream(
    doing,
    limits.start,
    (abortSignal) => command.start({ hijack: true, Detach: false, Tty: false, abortSignal }),
    signal,
  );
  // A hijacked connection is the socket itself.
  const socket = stream as Duplex;
  const hangUp = () => socket.destroy();
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    if (signal.aborted) throw cancelled(doing);
    const { broken, ...heard } = await exchange(socket, conversation);
    if (signal.aborted) throw cancelled(doing);
    const code = await withinLimit(
      doing,
      limits.look,
      (within) => exitCode(() => command.inspect(), doing, within),
      signal,
    );
    if (code === 0 && broken !== undefined) throw toLabError(broken, doing);
    return { exitCode: code, ...heard };
  } catch (error) {
    throw signal.aborted ? cancelled(doing) : error;
  } finally {
    signal.removeEventListener('abort', hangUp);
    close();
  }
}

/** Until the other side ends, or either side of this one fails. */
async function exchange(
  socket: Duplex,
  { input, onOutput }: Conversation,
): Promise<Pick<Outcome, 'stderr' | 'heardAll'> & { broken: unknown }> {
  const frames = new FramePieces();
  let stderr = Buffer.alloc(0);
  let broken: unknown;
  let working: Promise<void> = Promise.resolve();
  const fail = (error: unknown): never => {
    socket.destroy();
    throw error;
  };
  // Not by iterating: what was read before the connection broke, such as why the program ended, would be lost.
  socket.on('data', (chunk: Buffer) => {
    const output: Buffer[] = [];
    for (const { stream, payload } of frames.add(chunk))
      if (stream === 'stdout') output.push(payload);
      else stderr = Buffer.concat([stderr, payload]).subarray(-stderrBytes);
    if (output.length === 0) return;
    socket.pause();
    working = working.then(() => onOutput(output)).then(() => void socket.resume(), fail);
    working.catch(() => undefined);
  });
  // The engine hangs up only once it has got rid of all that it was sent, which a program that is gone takes long to refuse.
  socket.once('end', () => socket.destroy());
  socket.on('error', (error) => (broken ??= error));
  const closed = new Promise<void>((resolve) => socket.once('close', resolve));
  const feeding = input === undefined ? Promise.resolve(true) : feed(socket, input).catch(fail);
  feeding.catch(() => undefined);
  await closed;
  await working;
  return { heardAll: await feeding, stderr: stderr.toString(), broken };
}

/** False: the other side ended before it had taken all. Throws what `input` throws. */
async function feed(socket: Duplex, input: AsyncIterable<Uint8Array>): Promise<boolean> {
  for await (const piece of input) if (!(await taken(socket, piece))) return false;
  socket.end();
  return true;
}

const taken = (socket: Duplex, piece: Uint8Array): Promise<boolean> =>
  new Promise((resolve) => {
    socket.write(piece, (error) => resolve(error === null || error === undefined));
  });
