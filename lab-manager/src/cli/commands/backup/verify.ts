import { InvalidArgumentError } from 'commander';
import { allParts } from '../../../contract/index.ts';
import { connect } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, told, whenBusy, type JobOptions } from '../run-job.ts';

interface Options extends JobOptions {
  repository?: string;
  parts?: number[];
}

/** `labctl backup verify`: reads what is kept, all of it or some. */
export const addVerify: AddCommand = (group, run) => {
  const command = jobOptions(group.command('verify'))
    .description('read what repositories hold, and compare; the lab goes on meanwhile')
    .option('--repository <name>', 'only this one')
    .option('--parts <numbers>', `only these of the ${allParts} parts of all data, e.g. 1-4,9`, partNumbers)
    .action((options: Options) =>
      run(command, async (context) => {
        const client = await connect(context);
        const { repository, parts } = options;
        const body = {
          ...(repository !== undefined && { repository }),
          ...(parts !== undefined && { parts }),
          whenBusy: whenBusy(options),
        };
        return told(context, client, await client.call('verifyBackups', { body }), options);
      }),
    );
};

/** `1-4,9` */
function partNumbers(text: string): number[] {
  return text.split(',').flatMap((range) => {
    const [, first, last = first] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(range.trim()) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(from >= 1 && from <= to && to <= allParts))
      throw new InvalidArgumentError(`Write numbers from 1 to ${allParts}, such as 1-4,9.`);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
