import type Docker from 'dockerode';
import type { ErrorDetail } from '../../core/model/lab-error.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { labels } from '../../core/names.ts';
import { Wake } from '../../wake.ts';
import type { Connection } from './connect.ts';
import { applyAgain, cancelled, sentence } from './docker-error.ts';
import { events } from './events.ts';
import { findOurContainer, ourContainer } from './find.ts';
import { lastLines } from './logs.ts';
import { healthMessage, healthOf } from './observed-container.ts';

type Container = Docker.ContainerInspectInfo;
const shownLines = 20;
/** How long one without a health check must have run: those that fall at once look fine for a moment, in milliseconds. */
const settling = 1_000;

/** Looks whenever an event names the container, and as soon as its own check passes: the end of a start is what everybody waits for. */
export async function waitHealthy(
  connection: Connection,
  name: string,
  timeoutSeconds: number,
  signal?: AbortSignal,
): Promise<void> {
  const { Id, RestartCount, State } = await ourContainer(connection, name);
  // One fall may be a busy machine's, and the engine has it run again; what falls twice, or fell before, keeps falling.
  const mostRestarts = RestartCount + (State.Restarting ? 0 : 1);
  const over = new AbortController();
  const giveUp = () => over.abort();
  signal?.addEventListener('abort', giveUp, { once: true });
  const wake = new Wake();
  void follow(wake, connection, name, over.signal);
  const passesOwnCheck = (found: Container) =>
    connection.ownChecks.watch(connection, found, () => wake.now(), over.signal);
  const deadline = performance.now() + timeoutSeconds * 1000;
  try {
    for (;;) {
      if (signal?.aborted) throw cancelled(`wait for ${name}`);
      const found = await theSame(connection, name, Id);
      if ((await isReady(connection, name, mostRestarts, found)) || passesOwnCheck(found)) return;
      const left = deadline - performance.now();
      if (left <= 0)
        throw await unhealthy(connection, name, found, `is not healthy after ${timeoutSeconds} s`);
      await wake.wait(Math.min(left, connection.limits.healthPoll), over.signal);
    }
  } finally {
    signal?.removeEventListener('abort', giveUp);
    over.abort();
  }
}

async function theSame(connection: Connection, name: string, id: string): Promise<Container> {
  const found = await findOurContainer(connection, name);
  if (found?.Id === id) return found;
  throw new LabError('docker.not_found', `Container ${name} was removed while the lab waited for it.`, {
    hint: applyAgain,
  });
}

/** True, or not yet; throws when it will not come. */
async function isReady(
  connection: Connection,
  name: string,
  mostRestarts: number,
  found: Container,
): Promise<boolean> {
  const { State: state, RestartCount: restarts } = found;
  // Its health no longer tells anything; the next look finds it gone.
  if (state.Status === 'removing') return false;
  // The engine counts a restart when the container falls, so one that was restarting when the wait began may still come.
  const fell = state.Status === 'exited' || state.Dead || restarts > mostRestarts;
  if (fell || (state.Restarting && state.OOMKilled)) throw await exited(connection, name, found);
  // Its state and health are those from before the fall; the engine even calls it running.
  if (state.Restarting) return false;
  const health = healthOf(state);
  if (health === 'unhealthy') throw await unhealthy(connection, name, found, 'is unhealthy');
  if (!state.Running || state.Paused) return false;
  if (health === 'none') return hasSettled(state.StartedAt);
  return health === 'healthy';
}

const hasSettled = (startedAt: string): boolean => Math.abs(Date.now() - Date.parse(startedAt)) > settling;

async function exited(connection: Connection, name: string, found: Container): Promise<LabError> {
  const { OOMKilled, ExitCode } = found.State;
  // Once the engine has restarted it, the code of the exit before is gone.
  const how = OOMKilled
    ? 'was killed: out of memory'
    : found.State.Running && !found.State.Restarting
      ? 'fell again and was restarted'
      : `exited with code ${ExitCode}`;
  return new LabError('container.exited', `Container ${name} ${how}.`, {
    hint: OOMKilled ? 'Give it more memory in the lab file.' : seeLog(found),
    details: await evidence(connection, name, found),
  });
}

async function unhealthy(
  connection: Connection,
  name: string,
  found: Container,
  how: string,
): Promise<LabError> {
  const output = healthMessage(found.State);
  return new LabError(
    'container.unhealthy',
    sentence(`Container ${name} ${how}${output === undefined ? '' : `: ${output}`}`),
    {
      hint: seeLog(found),
      details: await evidence(connection, name, found),
    },
  );
}

const seeLog = ({ Config: config }: Container): string =>
  `See its log: labctl logs ${config.Labels[labels.service] ?? '<service>'}`;

/** The last health output and the last lines of the log. */
async function evidence(connection: Connection, name: string, found: Container): Promise<ErrorDetail[]> {
  const output = healthMessage(found.State);
  const health = output === undefined ? [] : [{ path: `${name}.health`, message: output }];
  try {
    const lines = await lastLines(connection, found.Id, name, shownLines);
    return [...health, ...lines.map(({ text }) => ({ path: `${name}.log`, message: text }))];
  } catch {
    // The reason to report is why it isn't healthy, not that its log can't be read on top.
    return health;
  }
}

async function follow(wake: Wake, connection: Connection, name: string, signal: AbortSignal): Promise<void> {
  for await (const event of events(connection, connection.labId, signal)) {
    if (event.type === 'reconnected' || event.name === name) wake.now();
  }
}
