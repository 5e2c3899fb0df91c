import type { Command } from 'commander';
import type { NewJobRequest } from '../../contract/index.ts';
import { connect, type Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { followJob } from '../follow-job.ts';

export interface JobOptions {
  detach?: boolean;
  wait?: boolean;
}

/** Options of every command that starts a job. */
export function jobOptions(command: Command): Command {
  return command
    .option('-d, --detach', 'print the job and return at once')
    .option('--wait', 'when another job is running, wait for it instead of being refused');
}

/** Asks for a job and follows it. */
export async function runJob(
  context: Context,
  kind: NewJobRequest['kind'],
  target: string,
  options: JobOptions,
): Promise<number> {
  const client = await connect(context);
  const job = await client.call('newJob', {
    body: { kind, target, whenBusy: options.wait ? 'wait' : 'refuse' },
  });
  if (!options.detach) return followJob(context, client, job);
  context.print.result(job, () => job.id);
  return exitCodes.ok.status;
}
