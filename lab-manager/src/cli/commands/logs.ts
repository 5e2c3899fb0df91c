import { createInterface } from 'node:readline';
import { connect } from '../context.ts';
import { printable } from '../output/style.ts';
import { sinceTime } from '../since.ts';
import type { AddCommand } from '../command.ts';

interface Options {
  follow?: boolean;
  tail: string;
  since?: string;
}

/** `labctl logs -f prod-glab`: a service's log; `--json` prints an object a line. */
export const logs: AddCommand = (parent, run) => {
  const command = parent
    .command('logs')
    .argument('<service>', 'e.g. prod-glab; labctl status lists them')
    .description('print the log of a service')
    .option('-f, --follow', 'go on with new lines until Ctrl-C')
    .option('-n, --tail <lines>', 'how many of the last lines', '200')
    .option('--since <time>', 'only lines since then: 10m, 2h, 1d, or a time like 2026-11-21T09:00:00Z')
    .action((service: string, options: Options) =>
      run(command, async ({ print, terminal, signal, ...context }) => {
        const since = options.since === undefined ? undefined : sinceTime(options.since, Date.now());
        const client = await connect({ print, terminal, signal, ...context });
        const stream = await client.stream('getLogs', {
          params: { service },
          query: {
            tail: options.tail,
            since,
            follow: options.follow ?? false,
            format: print.json ? 'json' : 'text',
          },
          signal,
        });
        for await (const line of createInterface({ input: stream }))
          terminal.data(print.json ? line : printable(line));
      }),
    );
};
