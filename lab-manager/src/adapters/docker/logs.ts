import type { LogLine, LogQuery } from '../../core/ports.ts';
import type { Connection } from './connect.ts';
import { toLabError } from './docker-error.ts';
import { ourContainer } from './find.ts';
import { Frames } from './frames.ts';
import { LogLines } from './log-lines.ts';
import { openStream } from './open-stream.ts';

/** Ends with the container (or at the last line when not following), and quietly when `signal` aborts. */
export async function* logs(
  connection: Connection,
  name: string,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  if (signal.aborted) return;
  const { Id } = await ourContainer(connection, name);
  yield* linesOf(connection, Id, name, query, signal);
}

export async function* linesOf(
  { docker, limits }: Connection,
  id: string,
  name: string,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const doing = `read the log of ${name}`;
  const parameters = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow: query.follow,
    tail: query.tail ?? 'all',
    ...(query.since === undefined ? {} : { since: (query.since / 1000).toFixed(3) }),
  };
  try {
    const { stream, close } = await openStream(
      doing,
      limits.look,
      // `follow` makes dockerode answer with a stream instead of the whole log in memory; `_query` is what is sent.
      (abortSignal) =>
        docker
          .getContainer(id)
          .logs(Object.assign({ follow: true as const, abortSignal }, { _query: parameters })),
      signal,
    );
    try {
      yield* parse(stream, signal);
    } finally {
      close();
    }
  } catch (error) {
    if (!signal.aborted) throw toLabError(error, doing);
  }
}

/** Reads on only when the line before was taken: a slow reader holds the engine back, not our memory. */
async function* parse(stream: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<LogLine> {
  const frames = new Frames();
  const lines = new LogLines();
  for await (const chunk of stream) {
    for (const frame of frames.add(chunk)) {
      // What was read before the abort is nobody's any more.
      if (signal.aborted) return;
      yield* lines.add(frame);
    }
  }
  yield* lines.rest();
}

/** The last lines, for error messages. */
export async function lastLines(
  connection: Connection,
  id: string,
  name: string,
  count: number,
): Promise<LogLine[]> {
  const query = { tail: count, since: undefined, follow: false };
  const signal = AbortSignal.timeout(connection.limits.look);
  const lines: LogLine[] = [];
  for await (const line of linesOf(connection, id, name, query, signal)) lines.push(line);
  return lines.slice(-count);
}
