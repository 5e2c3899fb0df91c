import type { EngineEvent } from '../../core/ports.ts';
import type { Connection } from './connect.ts';
import { bearsLab } from './labels.ts';
import { jsonLines } from './json-lines.ts';
import { openStream } from './open-stream.ts';
import { pause } from '../../wake.ts';

/** What may change a plan; the probes of health checks (exec_*) would only wake everybody all the time. */
const actions = {
  container: [
    'create',
    'start',
    'die',
    'oom',
    'pause',
    'unpause',
    'destroy',
    'rename',
    'update',
    'health_status',
  ],
  network: ['create', 'connect', 'disconnect', 'destroy', 'remove'],
  image: ['delete', 'untag', 'tag', 'pull', 'load', 'import'],
} as const;

type Kind = keyof typeof actions;

interface Line {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
}

/** Never ends before `signal` aborts. Yields `reconnected` whenever a connection stands, the first one included. */
export async function* events(
  connection: Connection,
  labId: string,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent> {
  const { first, longest } = connection.limits.reconnect;
  let wait = first;
  while (!signal.aborted) {
    try {
      for await (const event of oneConnection(connection, labId, signal)) {
        wait = first;
        yield event;
      }
    } catch {
      // Whatever it was, it is tried again; observing reports what is wrong with the engine.
    }
    // Random, so that what lost the engine together doesn't come back together.
    await pause(wait * (0.5 + Math.random() / 2), signal);
    wait = Math.min(wait * 2, longest);
  }
}

async function* oneConnection(
  { docker, limits }: Connection,
  labId: string,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent> {
  const filters = { type: Object.keys(actions), event: [...new Set(Object.values(actions).flat())] };
  const { stream, close } = await openStream(
    'follow the events of the engine',
    limits.look,
    (abortSignal) => docker.getEvents(Object.assign({ abortSignal }, { filters: JSON.stringify(filters) })),
    signal,
  );
  try {
    yield { type: 'reconnected', action: 'reconnected', name: undefined };
    for await (const line of jsonLines<Line>(stream)) {
      const event = engineEvent(line, labId);
      if (event !== undefined) yield event;
    }
  } finally {
    close();
  }
}

/** Pure. Events of networks bear no labels, so the lab knows its own by their names. */
export function engineEvent(line: Line, labId: string): EngineEvent | undefined {
  const kind = (Object.keys(actions) as Kind[]).find((known) => known === line.Type);
  const action = (line.Action ?? '').replace(/:.*$/, '');
  if (kind === undefined || !(actions[kind] as readonly string[]).includes(action)) return undefined;
  const attributes = line.Actor?.Attributes ?? {};
  const name = attributes.name ?? undefined;
  if (kind === 'container' && !bearsLab(attributes, labId)) return undefined;
  if (kind === 'network' && !name?.startsWith(`${labId}-`)) return undefined;
  return { type: kind, action: line.Action ?? action, name };
}
