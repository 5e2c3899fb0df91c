import type { Command } from 'commander';
import type { AddCommand, Run } from '../command.ts';
import { CliError } from '../cli-error.ts';
import { connect } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { followJob } from '../follow-job.ts';
import { printable, table } from '../output/style.ts';

/** Of `brick-test`, beyond those of pytest. */
const noSuchBrick = 66;

/** `labctl brick test|reload`: bricks under development, in the codelab's workspace; `remove-data`: what one left behind. */
export const brick: AddCommand = (parent, run) => {
  const group = parent.command('brick').description('bricks: test, reload, remove-data');
  addTest(group, run);
  addReload(group, run);
  addRemoveData(group, run);
};

function addTest(group: Command, run: Run): void {
  const command = group
    .command('test')
    .argument('<brick>', 'a folder of bricks/ in the codelab’s workspace')
    .description('run a brick’s tests against a throw-away database of their own; exit status 3 if one fails')
    .action((name: string) =>
      run(command, async (context) => {
        const client = await connect(context);
        const result = await client.call('testBrick', { body: { brick: name }, signal: context.signal });
        context.print.result(result, () => printable(result.output.trimEnd()));
        if (result.passed) return exitCodes.ok.status;
        return result.exitCode === noSuchBrick ? exitCodes.notFound.status : exitCodes.job.status;
      }),
    );
}

function addReload(group: Command, run: Run): void {
  const command = group
    .command('reload')
    .description('have dev look at its bricks now; exit status 8 if one can’t be loaded')
    .action(() =>
      run(command, async (context) => {
        const result = await (await connect(context)).call('reloadDev');
        context.print.result(result, () =>
          table(
            result.bricks.map(({ name, version, error }) =>
              [name, version, error ?? 'loaded'].map(printable),
            ),
          ),
        );
        const allLoaded = result.bricks.every(({ status }) => status === 'loaded');
        return allLoaded ? exitCodes.ok.status : exitCodes.degraded.status;
      }),
    );
}

function addRemoveData(group: Command, run: Run): void {
  const command = group
    .command('remove-data')
    .argument('<data>', 'environment/brick.service as `labctl doctor` lists it, e.g. prod/my_brick.results')
    .description('delete the data of a database that no brick declares any more')
    .action((id: string) =>
      run(command, async (context) => {
        const [environment = '', data = '', ...more] = id.split('/');
        if (environment === '' || data === '' || more.length > 0)
          throw new CliError('client.usage', 'Name the data as environment/brick.service.', {
            hint: 'labctl doctor lists what no brick declares any more.',
          });
        const client = await connect(context);
        const asked = await client.call('removeBrickData', { params: { environment, data } });
        return followJob(context, client, asked);
      }),
    );
}
