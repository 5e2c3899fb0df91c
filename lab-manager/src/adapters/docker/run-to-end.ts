import type { ContainerSpec } from '../../core/model/container-spec.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Connection } from './connect.ts';
import { createContainer } from './create-container.ts';
import { cancelled } from './docker-error.ts';
import type { Capabilities } from './facts.ts';
import { findOurContainer, ourContainer } from './find.ts';
import { startContainer, stopContainer } from './lifecycle.ts';
import { logs } from './logs.ts';
import { removeContainer } from './remove-container.ts';
import { pause } from '../../wake.ts';

export interface RunToEnd {
  spec: ContainerSpec;
  configHash: string;
  jobId: string;
  onLine(line: string): void;
  signal: AbortSignal;
}

const shownLines = 20;

/** A throw-away container from its making to its end; nothing of it is left, however it ends. */
export async function runToEnd(
  connection: Connection,
  capabilities: Capabilities,
  { spec, configHash, jobId, onLine, signal }: RunToEnd,
): Promise<void> {
  const { name, stopGraceSeconds } = spec;
  await discard(connection, name, stopGraceSeconds);
  try {
    await createContainer(connection, capabilities, spec, configHash, jobId);
    await startContainer(connection, name);
    const lines: string[] = [];
    const everything = { tail: undefined, since: undefined, follow: true };
    for await (const { text } of logs(connection, name, everything, signal)) {
      lines.push(text);
      if (lines.length > shownLines) lines.shift();
      onLine(text);
    }
    if (signal.aborted) throw cancelled(`run ${name}`);
    const code = await exitCode(connection, name, signal);
    if (code !== 0) throw failed(name, code, lines);
  } finally {
    await discard(connection, name, stopGraceSeconds);
  }
}

async function discard(connection: Connection, name: string, graceSeconds: number): Promise<void> {
  if ((await findOurContainer(connection, name)) === undefined) return;
  await stopContainer(connection, name, graceSeconds);
  await removeContainer(connection, name);
}

/** The log may end a moment before the engine has noted the exit. */
async function exitCode(connection: Connection, name: string, signal: AbortSignal): Promise<number> {
  for (;;) {
    const { State: state } = await ourContainer(connection, name);
    if (!state.Running) return state.OOMKilled && state.ExitCode === 0 ? 137 : state.ExitCode;
    if (signal.aborted) throw cancelled(`run ${name}`);
    await pause(connection.limits.healthPoll, signal);
  }
}

function failed(name: string, code: number, lines: readonly string[]): LabError {
  const last = lines.at(-1);
  return new LabError(
    'container.exited',
    `Container ${name} exited with code ${code}${last === undefined ? '' : `: ${last}`}${last?.endsWith('.') === true ? '' : '.'}`,
    {
      hint: 'Its last lines tell why; they are in the job’s log.',
      details: lines.map((text) => ({ path: `${name}.log`, message: text })),
    },
  );
}
