import type { ServiceReply, StatusReply } from '../../contract/index.ts';
import { connect, type Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { duration, table, toned, type Tone } from '../output/style.ts';
import type { AddCommand } from '../command.ts';

const tones: Readonly<Record<string, Tone>> = {
  running: 'good',
  starting: 'busy',
  stopping: 'busy',
  stopped: 'quiet',
};

/** `labctl status`: one sentence, the services, what needs a person. Exit status 8 when something does. */
export const status: AddCommand = (parent, run) => {
  const command = parent
    .command('status')
    .description('show what runs and what needs you')
    .action(() =>
      run(command, async (context) => {
        const client = await connect(context);
        const reply = await client.call('getStatus');
        context.print.result(reply, () => words(context, reply));
        return reply.state === 'degraded' || reply.state === 'unknown'
          ? exitCodes.degraded.status
          : exitCodes.ok.status;
      }),
    );
};

function words(context: Context, reply: StatusReply): string {
  const parts = [
    toned(context.terminal, 'strong', reply.summary),
    '',
    table(reply.services.map((one) => row(context, one))),
  ];
  for (const problem of reply.problems) {
    const tone: Tone = problem.severity === 'critical' ? 'bad' : 'busy';
    parts.push(
      '',
      `${toned(context.terminal, tone, `${problem.severity}:`)} ${problem.message}`,
      `  ${problem.hint}`,
    );
  }
  if (reply.runningJob) parts.push('', `A job is running: labctl job show ${reply.runningJob}`);
  return parts.join('\n');
}

function row({ terminal }: Context, service: ServiceReply): string[] {
  const up = service.startedAt === null ? '' : `for ${duration(Date.now() - Date.parse(service.startedAt))}`;
  const more = service.message ?? (service.state === 'running' ? up : '');
  return [service.name, toned(terminal, tones[service.state] ?? 'bad', service.state), more];
}
