import type { Command } from 'commander';
import type { AddCommand, Run } from '../command.ts';
import { connect } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { followJob } from '../follow-job.ts';
import { biotaText } from '../output/biota-text.ts';

/** `labctl biota show|remove`: the reference database and its data. */
export const biota: AddCommand = (parent, run) => {
  const group = parent.command('biota').description('the reference database: show, remove');
  addShow(group, run);
  addRemove(group, run);
};

function addShow(group: Command, run: Run): void {
  const command = group
    .command('show', { isDefault: true })
    .description('which reference data the bricks ask for, and what lies on the disk')
    .action(() =>
      run(command, async (context) => {
        const reply = await (await connect(context)).call('getReference');
        context.print.result(reply, () => biotaText(reply));
        return exitCodes.ok.status;
      }),
    );
}

function addRemove(group: Command, run: Run): void {
  const command = group
    .command('remove')
    .argument('<generation>', 'as `labctl biota` lists it')
    .description('delete reference data that no brick uses any more')
    .action((generation: string) =>
      run(command, async (context) => {
        const client = await connect(context);
        return followJob(context, client, await client.call('removeReference', { params: { generation } }));
      }),
    );
}
