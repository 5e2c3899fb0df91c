import { connect } from '../context.ts';
import type { AddCommand } from '../command.ts';

/** `labctl version`: of the lab's manager and engine, and of this command. */
export const version: AddCommand = (parent, run) => {
  const command = parent
    .command('version')
    .description('print the versions of the lab and of this command')
    .action(() =>
      run(command, async (context) => {
        const own = parent.version() ?? '';
        const reply = await (await connect(context)).call('getVersion');
        context.print.result({ labctl: own, ...reply }, () =>
          [
            `labctl       ${own}`,
            `lab-manager  ${reply.version} (lab ${reply.labId}, node ${reply.node})`,
            `engine       ${reply.engine ? `${reply.engine.version} (API ${reply.engine.apiVersion})` : 'can’t be reached'}`,
          ].join('\n'),
        );
      }),
    );
};
