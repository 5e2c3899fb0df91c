import { createInterface } from 'node:readline';
import { Option } from 'commander';
import { downloadTarget, save } from '../client/download.ts';
import { connect, type Context } from '../context.ts';
import { printable } from '../output/style.ts';
import { sinceTime } from '../since.ts';
import type { AddCommand } from '../command.ts';

interface Options {
  follow?: boolean;
  tail?: string;
  since?: string;
  grep?: string;
  output?: string;
  force?: boolean;
}

const usualTail = '200';
/** More than a log that is bounded on the disk can hold. */
const wholeLog = '10000000';

/** `labctl logs -f prod-glab`: a service's log; `--json` prints an object a line, `--output` keeps it as a file. */
export const logs: AddCommand = (parent, run) => {
  const command = parent
    .command('logs')
    .argument('<service>', 'e.g. prod-glab; labctl status lists them')
    .description('print the log of a service')
    .option('-f, --follow', 'go on with new lines until Ctrl-C')
    .option(
      '-n, --tail <lines>',
      `how many of the last lines (default: ${usualTail}; all of them with --output)`,
    )
    .option('--since <time>', 'only lines since then: 10m, 2h, 1d, or a time like 2026-11-21T09:00:00Z')
    .option('-g, --grep <text>', 'only lines with this text in them, capitals or not')
    .addOption(
      new Option('-o, --output <file>', 'save it to this file, or into this folder').conflicts('follow'),
    )
    .option('--force', 'write over a file that is there')
    .action((service: string, options: Options) =>
      run(command, (context) => (options.output === undefined ? print : saveTo)(context, service, options)),
    );
};

async function print(context: Context, service: string, options: Options): Promise<void> {
  const { print: printer, terminal } = context;
  const stream = await openLog(context, service, options, usualTail);
  for await (const line of createInterface({ input: stream }))
    terminal.data(printer.json ? line : printable(line));
}

/** As it is, for whoever reads it with other tools. */
async function saveTo(context: Context, service: string, options: Options): Promise<void> {
  const { output = '.', force = false } = options;
  const target = await downloadTarget({ output, name: `${service}.log`, force });
  await save(await openLog(context, service, options, wholeLog), target, context.signal);
  if (target.kind !== 'stdout') context.print.result({ service, file: target.path }, () => target.path);
}

async function openLog(context: Context, service: string, options: Options, tail: string) {
  const { print: printer, signal } = context;
  const since = options.since === undefined ? undefined : sinceTime(options.since, Date.now());
  const client = await connect(context);
  return client.stream('getLogs', {
    params: { service },
    query: {
      tail: options.tail ?? tail,
      since,
      follow: options.follow ?? false,
      grep: options.grep,
      format: printer.json && options.output === undefined ? 'json' : 'text',
    },
    signal,
  });
}
