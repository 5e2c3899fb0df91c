import { LabError } from '../core/model/lab-error.ts';
import type { HostFacts } from '../core/model/host-facts.ts';
import type { LabFile } from '../core/model/lab-file.ts';
import type { Clock, ContainerEngine, EngineFacts, LabFiles, Store } from '../core/ports.ts';
import type { FailPoints } from '../jobs/fail-points.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { labJobs } from '../jobs/lab-jobs.ts';
import { AcceptedLabFile } from './accepted-lab-file.ts';
import type { Lab } from './lab.ts';
import { healthInput } from './health-input.ts';
import { LabView, type View } from './lab-view.ts';
import { statusOf } from './status-of.ts';
import { look, type Eyes } from './look.ts';
import { Loop, type LoopTiming } from './loop.ts';
import { theLab } from './the-lab.ts';
import { labWork } from './work.ts';

export interface LabOptions {
  engine: ContainerEngine;
  files: LabFiles;
  store: Store;
  clock: Clock;
  installation: Omit<HostFacts, 'mtu' | 'now'>;
  failPoints: FailPoints;
  /** For the log. */
  onEvent(event: LabEvent): void;
  timing?: Partial<LoopTiming>;
}

export type LabEvent =
  | { type: 'looked'; milliseconds: number; operations: number }
  | { type: 'blind'; error: LabError }
  | { type: 'unexpected'; error: unknown }
  | { type: 'labFileBroken'; problems: number };

export interface RunningLab {
  lab: Lab;
  runner: JobRunner;
  firstLookTried(): boolean;
  /** Waits end, short effects finish, and what is open is taken up at the next start. */
  stop(): Promise<void>;
}

/** Puts the rooms together and runs the lab until it is stopped. */
export async function runLab(options: LabOptions): Promise<RunningLab> {
  const { engine, files, store, clock, onEvent } = options;
  const unexpected = (error: unknown) => onEvent({ type: 'unexpected', error });
  const halt = new AbortController();

  const labFiles = new AcceptedLabFile(store, files, clock);
  await labFiles.takeFromDisk();

  let engineFacts: EngineFacts | undefined;
  const eyes: Eyes = {
    engine,
    files,
    store,
    facts: () => ({ ...options.installation, mtu: engineFacts?.mtu, now: clock.now() }),
    engineFacts: () => engineFacts,
  };
  const inputOf = (seen: View | undefined) => healthInput(seen, labFiles, store, clock);
  const view = new LabView((seen) => statusOf(inputOf(seen)), unexpected);

  const heldTo = (): LabFile => labFiles.heldTo().parsed;
  const work = labWork({
    eyes,
    hands: { engine, files },
    clock,
    labFile: heldTo,
    notYetApplied: () => labFiles.notYetApplied(),
    health: () => inputOf(view.view),
    onLook: (seen) => view.saw(seen),
  });
  const runner = new JobRunner({
    journal: store.journal,
    clock,
    definitions: labJobs({ work, wishes: store.wishes, clock }),
    onError: unexpected,
    failPoints: options.failPoints,
  });

  const loop = new Loop({
    clock,
    async look(signal) {
      const started = clock.monotonic();
      engineFacts ??= await engine.facts();
      const seen = await look(eyes, heldTo(), signal);
      onEvent({ type: 'looked', milliseconds: clock.monotonic() - started, operations: seen.plan.length });
      return seen;
    },
    onLook: (seen) => view.saw(seen),
    onBlind(error) {
      engineFacts = undefined;
      view.couldNotSee(error);
      onEvent({ type: 'blind', error });
    },
    onUnexpected(error) {
      unexpected(error);
      view.couldNotSee(
        new LabError('internal', 'The manager met an error nobody expected.', {
          cause: error,
          hint: 'See the manager’s log, and please report it.',
        }),
      );
    },
    busy: () => runner.busyWith() !== undefined,
    heal: () => healed(runner, labFiles),
    ...(options.timing ? { timing: options.timing } : {}),
  });

  runner.events.on('job:changed', (job) => {
    if (job.endedAt === undefined) return;
    if (job.kind !== 'heal') loop.forgiveFailures();
    loop.wake();
  });
  runner.resume();
  const running = [
    loop.run(halt.signal),
    wakeOnEngineEvents(engine, options.installation.labId, loop, halt.signal),
    followLabFile(
      files,
      labFiles,
      () => {
        if (labFiles.broken.length > 0) onEvent({ type: 'labFileBroken', problems: labFiles.broken.length });
        view.refresh();
        loop.wake();
      },
      halt.signal,
    ),
  ].map((endless) => endless.catch(unexpected));

  return {
    lab: theLab({
      eyes,
      labFiles,
      view,
      engineFacts: () => engineFacts,
      health: inputOf,
      wake: () => loop.wake(),
    }),
    runner,
    firstLookTried: () => view.tried,
    async stop() {
      halt.abort();
      await runner.stop();
      await Promise.all(running);
    },
  };
}

/** The first time it is an apply: the lab takes its lab file and comes up. */
async function healed(runner: JobRunner, labFiles: AcceptedLabFile): Promise<boolean> {
  const kind = labFiles.applied() === undefined ? 'apply' : 'heal';
  const { id } = runner.ask({
    kind,
    params: { target: 'lab' },
    requestedBy: { actor: 'lab', via: 'lab', requestId: undefined },
    whenBusy: 'wait',
  });
  return new Promise((resolve) => {
    const stop = runner.events.on('job:changed', (job) => {
      if (job.id !== id || job.endedAt === undefined) return;
      stop();
      resolve(job.state === 'succeeded');
    });
  });
}

/** Events are hints: whatever happened, the answer is to look. */
async function wakeOnEngineEvents(
  engine: ContainerEngine,
  labId: string,
  loop: Loop,
  signal: AbortSignal,
): Promise<void> {
  for await (const _event of engine.events(labId, signal)) loop.wake();
}

async function followLabFile(
  files: LabFiles,
  labFiles: AcceptedLabFile,
  changed: () => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const _change of files.watchLabFile(signal)) {
    await labFiles.takeFromDisk();
    changed();
  }
}
