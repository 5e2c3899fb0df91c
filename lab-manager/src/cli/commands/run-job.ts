import type { Command } from 'commander';
import type { JobReply, Verb } from '../../contract/index.ts';
import type { LabClient } from '../client/lab-client.ts';
import { connect, type Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { followJob } from '../follow-job.ts';
import { waitSeconds } from '../wait-time.ts';

export interface JobOptions {
  detach?: boolean;
  wait?: true | number;
  now?: true;
}

/** Options of every command that starts a job. */
export function jobOptions(command: Command): Command {
  return command
    .option('-d, --detach', 'print the job and return at once')
    .option(
      '--wait [time]',
      'wait instead of being refused: for another job, and for running scenarios, cells and tests at most so long (1h)',
      waitSeconds,
    );
}

/** Where a job stops what work may be running in. */
export function stopOptions(command: Command): Command {
  return jobOptions(command).option(
    '--now',
    'end running scenarios, cells and tests instead of being refused or waiting',
  );
}

const usualWaitSeconds = 3600;
const stops: readonly Verb[] = ['stop', 'restart', 'disable', 'uninstall', 'apply', 'install'];

/** What becomes of the work that runs in what is stopped. */
export function workOf({ wait, now }: JobOptions): { waitForWork?: number } {
  if (now) return { waitForWork: 0 };
  if (wait === undefined) return {};
  return { waitForWork: wait === true ? usualWaitSeconds : wait };
}

export const whenBusy = ({ wait }: JobOptions): 'refuse' | 'wait' => (wait === undefined ? 'refuse' : 'wait');

/** Asks for a job and follows it. */
export async function runJob(
  context: Context,
  kind: Verb,
  target: string,
  options: JobOptions,
): Promise<number> {
  const client = await connect(context);
  const job = await client.call('newJob', {
    body: {
      kind,
      target,
      whenBusy: whenBusy(options),
      ...(stops.includes(kind) ? workOf(options) : {}),
    },
  });
  return told(context, client, job, options);
}

/** Follows a job that was asked for, unless only its id is wanted. */
export async function told(
  context: Context,
  client: LabClient,
  job: JobReply,
  options: JobOptions,
): Promise<number> {
  if (!options.detach) return followJob(context, client, job);
  context.print.result(job, () => job.id);
  return exitCodes.ok.status;
}
