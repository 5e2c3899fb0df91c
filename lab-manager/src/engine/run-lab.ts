import { LabError } from '../core/model/lab-error.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import { behindHost } from '../core/ondemand/gated-hosts.ts';
import type { Backups } from './backups.ts';
import { follow } from './follow.ts';
import type { LabOptions } from './lab-options.ts';
import type { Lab } from './lab.ts';
import { partsOf, type Parts } from './lab-parts.ts';
import { theLab } from './the-lab.ts';

export interface RunningLab {
  lab: Lab;
  runner: JobRunner;
  /** Undefined where this manager was given no hands for them. */
  backups: Backups | undefined;
  /** Somebody who may came to one of the gated hosts. */
  onActivity(host: string): void;
  firstLookTried(): boolean;
  /** Waits end, short effects finish, and what is open is taken up at the next start. */
  stop(): Promise<void>;
}

/** Runs the lab until it is stopped. */
export async function runLab(options: LabOptions): Promise<RunningLab> {
  const parts = partsOf(options);
  await parts.sight.takeLabFile();
  // A job that was interrupted is taken up before the first look, and may be about what only bricks ask for.
  await parts.sight.eyes.refreshFacts().catch((error: unknown) => {
    // The engine may be away: then the job finds that out, too.
    if (!(error instanceof LabError)) throw error;
  });
  await parts.backups?.tidy();
  lookAfterJobs(parts);
  parts.runner.resume();
  const halt = new AbortController();
  const running = untilHalted(parts, halt.signal);
  return {
    lab: theLab({ ...parts, wake: () => parts.loop.wake() }),
    runner: parts.runner,
    backups: parts.backups?.backups,
    onActivity(host) {
      const app = parts.sight.apps().find(({ name }) => name === host);
      if (app !== undefined) parts.activity.note(app.service);
      const environment = app?.environment ?? behindHost(host)?.environment;
      if (environment !== undefined) parts.activity.note(environment);
    },
    firstLookTried: () => parts.sight.view.tried,
    async stop() {
      halt.abort();
      await parts.runner.stop();
      await running;
    },
  };
}

/** Whoever asked for a job did so for a reason: what failed before may work now. */
function lookAfterJobs({ runner, loop, ages }: Parts): void {
  runner.events.on('job:changed', (job) => {
    ages.note(job);
    if (job.endedAt === undefined) return;
    if (job.kind !== 'heal') loop.forgiveFailures();
    loop.wake();
  });
}

async function untilHalted(parts: Parts, signal: AbortSignal): Promise<void> {
  const { options, sight, loop, onDemand, idleApps } = parts;
  const { engine, files, installation, onEvent } = options;
  const failed = (error: unknown) => onEvent({ type: 'unexpected', error });
  const endless = [
    loop.run(signal),
    onDemand.run(signal),
    idleApps.run(signal),
    ...(parts.backups === undefined
      ? []
      : [parts.backups.watch.run(signal), parts.backups.keepLooking(signal)]),
    sight.edge.run(() => loop.wake(), signal),
    sight.figures.run(() => loop.wake(), signal),
    follow(engine.events(installation.labId, signal), (event) => {
      parts.sight.oom.note(event);
      loop.wake();
    }),
    follow(files.watchLabFile(signal), () => loop.wake()),
  ];
  await Promise.all(endless.map((one) => one.catch(failed)));
}
