import { connect } from '../../context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { backupsText } from '../../output/backup-text.ts';
import type { AddCommand } from '../../command.ts';

/** `labctl backup`, or `labctl backup status`: how well the lab is kept. */
export const addStatus: AddCommand = (group, run) => {
  const command = group
    .command('status', { isDefault: true })
    .description('how well the lab is kept, the next night, and what needs you')
    .action(() =>
      run(command, async (context) => {
        const reply = await (await connect(context)).call('getBackups');
        context.print.result(reply, () => backupsText(context.terminal, reply));
        return reply.state === 'alarm' ? exitCodes.degraded.status : exitCodes.ok.status;
      }),
    );
};
