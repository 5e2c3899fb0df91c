import { JobRunner } from '../jobs/job-runner.ts';
import { labJobs } from '../jobs/lab-jobs.ts';
import { AcceptedLabFile } from './accepted-lab-file.ts';
import { follow } from './follow.ts';
import { heal } from './heal.ts';
import type { LabOptions } from './lab-options.ts';
import type { Lab } from './lab.ts';
import { Loop } from './loop.ts';
import { Sight } from './sight.ts';
import { theLab } from './the-lab.ts';
import { labWork } from './work.ts';

export interface RunningLab {
  lab: Lab;
  runner: JobRunner;
  firstLookTried(): boolean;
  /** Waits end, short effects finish, and what is open is taken up at the next start. */
  stop(): Promise<void>;
}

/** What a lab consists of, put together once. */
interface Parts {
  options: LabOptions;
  labFiles: AcceptedLabFile;
  sight: Sight;
  runner: JobRunner;
  loop: Loop;
}

/** Puts the rooms together and runs the lab until it is stopped. */
export async function runLab(options: LabOptions): Promise<RunningLab> {
  const labFiles = new AcceptedLabFile(options.store, options.files, options.clock);
  const parts = partsOf(options, labFiles);
  await parts.sight.takeLabFile();
  lookAfterJobs(parts);
  parts.runner.resume();
  const halt = new AbortController();
  const running = untilHalted(parts, halt.signal);
  return {
    lab: theLab({ ...parts, wake: () => parts.loop.wake() }),
    runner: parts.runner,
    firstLookTried: () => parts.sight.view.tried,
    async stop() {
      halt.abort();
      await parts.runner.stop();
      await running;
    },
  };
}

function partsOf(options: LabOptions, labFiles: AcceptedLabFile): Parts {
  const sight = new Sight(options, labFiles);
  const runner = runnerOf(options, labFiles, sight);
  return { options, labFiles, sight, runner, loop: loopOf(options, labFiles, sight, runner) };
}

function runnerOf(options: LabOptions, labFiles: AcceptedLabFile, sight: Sight): JobRunner {
  const { engine, files, store, clock, failPoints, onEvent } = options;
  const work = labWork({
    eyes: sight.eyes,
    hands: { engine, files },
    clock,
    labFile: () => labFiles.heldTo().parsed,
    async notYetApplied() {
      await sight.takeLabFile();
      return labFiles.notYetApplied();
    },
    health: () => sight.healthInput(sight.view.view),
    onLook: (seen) => sight.view.saw(seen),
  });
  return new JobRunner({
    journal: store.journal,
    clock,
    definitions: labJobs({ work, wishes: store.wishes, clock }),
    onError: (error) => onEvent({ type: 'unexpected', error }),
    failPoints,
  });
}

function loopOf(options: LabOptions, labFiles: AcceptedLabFile, sight: Sight, runner: JobRunner): Loop {
  const { clock, timing = {} } = options;
  return new Loop({
    clock,
    look: (signal) => sight.look(signal),
    onUnexpected: (error) => sight.failed(error),
    busy: () => runner.busyWith() !== undefined,
    heal: (signal) => heal(runner, labFiles, signal),
    timing,
  });
}

/** Whoever asked for a job did so for a reason: what failed before may work now. */
function lookAfterJobs({ runner, loop }: Parts): void {
  runner.events.on('job:changed', (job) => {
    if (job.endedAt === undefined) return;
    if (job.kind !== 'heal') loop.forgiveFailures();
    loop.wake();
  });
}

async function untilHalted(parts: Parts, signal: AbortSignal): Promise<void> {
  const { options, sight, loop } = parts;
  const { engine, files, installation, onEvent } = options;
  const failed = (error: unknown) => onEvent({ type: 'unexpected', error });
  const endless = [
    loop.run(signal),
    sight.edge.run(() => loop.wake(), signal),
    follow(engine.events(installation.labId, signal), () => loop.wake()),
    follow(files.watchLabFile(signal), () => loop.wake()),
  ];
  await Promise.all(endless.map((one) => one.catch(failed)));
}
