import type { AddCommand } from '../command.ts';
import { jobOptions, runJob, type JobOptions } from './run-job.ts';

const verb =
  (kind: 'start' | 'stop' | 'restart', description: string): AddCommand =>
  (parent, run) => {
    const command = jobOptions(parent.command(kind))
      .argument('[target]', '`lab` for everything, an environment (prod), or a service (prod-glab)', 'lab')
      .description(description)
      .action((target: string, options: JobOptions) =>
        run(command, (context) => runJob(context, kind, target, options)),
      );
  };

export const start = verb('start', 'start services; they stay started over a reboot');
export const stop = verb('stop', 'stop services; they stay stopped over a reboot');
export const restart = verb('restart', 'stop and start services');
