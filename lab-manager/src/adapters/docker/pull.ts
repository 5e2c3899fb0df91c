import type { PullProgress } from '../../core/ports.ts';
import type { Connection } from './connect.ts';
import { cancelled, toLabError } from './docker-error.ts';
import { splitReference } from './image-reference.ts';
import { jsonLines } from './json-lines.ts';
import { openStream } from './open-stream.ts';
import { pullError, stalled, unavailable } from './pull-error.ts';
import type { PullLine } from './pull-progress.ts';
import { PullTally } from './pull-progress.ts';
import { withinLimit } from './within-limit.ts';

/** Between two reports, in milliseconds: engines report each few kilobytes. */
const reportEvery = 250;

/** Pulls `from` and tags it `image`; an interrupted pull goes on where it was, layer by layer. */
export async function pullImage(
  connection: Connection,
  from: string,
  image: string,
  onProgress: (progress: PullProgress) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { docker, limits } = connection;
  try {
    await download(connection, from, onProgress, signal);
    if (from === image) return;
    const { repository, tag } = splitReference(image);
    await withinLimit(`tag ${from} as ${image}`, limits.change, (abortSignal) =>
      docker.getImage(from).tag({ repo: repository, tag, abortSignal }),
    );
  } catch (error) {
    throw pullError(error, from);
  }
}

async function download(
  { docker, limits }: Connection,
  from: string,
  onProgress: (progress: PullProgress) => void,
  signal?: AbortSignal,
): Promise<void> {
  const doing = `pull ${from}`;
  const ended = new AbortController();
  const giveUp = () => ended.abort(cancelled(doing));
  if (signal?.aborted) throw cancelled(doing);
  signal?.addEventListener('abort', giveUp, { once: true });
  const stall = setTimeout(() => ended.abort(stalled(from, limits.pullStall)), limits.pullStall);
  try {
    const { stream, close } = await openStream(
      doing,
      // The engine answers only once the registry did; the stall limit watches over that as well.
      limits.pullStall + 1000,
      (abortSignal) => docker.pull(from, { abortSignal }),
      ended.signal,
    );
    try {
      await follow(jsonLines<PullLine>(stream), from, onProgress, () => stall.refresh());
    } finally {
      close();
    }
  } catch (error) {
    throw ended.signal.aborted ? toLabError(ended.signal.reason, doing) : error;
  } finally {
    clearTimeout(stall);
    signal?.removeEventListener('abort', giveUp);
  }
}

async function follow(
  lines: AsyncIterable<PullLine>,
  from: string,
  onProgress: (progress: PullProgress) => void,
  onNews: () => void,
): Promise<void> {
  const tally = new PullTally();
  let reported = 0;
  for await (const line of lines) {
    if (line.error !== undefined) throw unavailable(line.error, from);
    if (tally.add(line)) onNews();
    const now = performance.now();
    if (now - reported < reportEvery) continue;
    reported = now;
    onProgress(tally.progress());
  }
  const { current, message } = tally.progress();
  onProgress({ current, total: current, message });
}
