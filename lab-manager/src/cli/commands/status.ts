import { connect } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { statusText } from '../output/status-text.ts';
import type { AddCommand } from '../command.ts';

/** `labctl status`: one sentence, the services, what needs a person. Exit status 8 when something does. */
export const status: AddCommand = (parent, run) => {
  const command = parent
    .command('status')
    .description('show what runs and what needs you')
    .action(() =>
      run(command, async (context) => {
        const client = await connect(context);
        const reply = await client.call('getStatus');
        context.print.result(reply, () => statusText(context.terminal, reply));
        return reply.state === 'degraded' || reply.state === 'unknown'
          ? exitCodes.degraded.status
          : exitCodes.ok.status;
      }),
    );
};
