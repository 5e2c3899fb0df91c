import { connect } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table, toned, type Tone } from '../output/style.ts';
import type { AddCommand } from '../command.ts';

const tones: Readonly<Record<string, Tone>> = {
  ok: 'good',
  warning: 'busy',
  unknown: 'busy',
  critical: 'bad',
};

/** `labctl doctor`: every check, looked at anew. Exit status 8 when one is critical. */
export const doctor: AddCommand = (parent, run) => {
  const command = parent
    .command('doctor')
    .description('check the machine and the lab, with what to do about each finding')
    .action(() =>
      run(command, async (context) => {
        const { checks } = await (await connect(context)).call('getDoctor');
        context.print.result({ checks }, () =>
          table(
            checks.map(({ status, id, message, hint }) => [
              toned(context.terminal, tones[status] ?? 'bad', status),
              id,
              status === 'ok' || !hint ? message : `${message} ${hint}`,
            ]),
          ),
        );
        return checks.some(({ status }) => status === 'critical')
          ? exitCodes.degraded.status
          : exitCodes.ok.status;
      }),
    );
};
