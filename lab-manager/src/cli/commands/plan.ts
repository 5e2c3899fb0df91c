import { connect } from '../context.ts';
import type { AddCommand } from '../command.ts';

/** `labctl plan`: what apply would do, without doing it. */
export const plan: AddCommand = (parent, run) => {
  const command = parent
    .command('plan')
    .description('show what apply would do now, in sentences')
    .action(() =>
      run(command, async (context) => {
        const client = await connect(context);
        const reply = await client.call('getPlan');
        context.print.result(reply, () =>
          reply.empty
            ? 'Nothing to do: the lab is as it should be.'
            : reply.steps.map(({ id, sentence }) => `${String(id).padStart(3)}. ${sentence}`).join('\n'),
        );
      }),
    );
};
