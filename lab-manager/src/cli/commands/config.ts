import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { CheckConfigReply } from '../../contract/index.ts';
import { CliError } from '../cli-error.ts';
import { connect } from '../context.ts';
import { table } from '../output/style.ts';
import type { AddCommand, Run } from '../command.ts';

/** `labctl config check|show|set|diff|history`: the lab file from the command line, by the same validation as everywhere. */
export const config: AddCommand = (parent, run) => {
  const group = parent.command('config').description('the lab file: check, show, set, diff, history');
  addCheck(group, run);
  addShow(group, run);
  addSet(group, run);
  addDiff(group, run);
  addHistory(group, run);
};

function addCheck(group: Command, run: Run): void {
  const command = group
    .command('check')
    .argument('[file]', 'a lab file; - or nothing reads it from stdin', '-')
    .description('check a lab file and show what it would change; changes nothing')
    .action((file: string) =>
      run(command, async (context) => {
        const reply = await (
          await connect(context)
        ).call('checkConfig', { body: { text: await readInput(file) } });
        context.print.result(reply, () => changesAsWords(reply));
      }),
    );
}

function addShow(group: Command, run: Run): void {
  const command = group
    .command('show')
    .description('print the accepted lab file')
    .option('--version <number>', 'an earlier version')
    .option('--effective', 'with every default filled in, as JSON')
    .action((options: { version?: string; effective?: boolean }) =>
      run(command, async (context) => {
        const reply = await (
          await connect(context)
        ).call('getConfig', { query: { version: options.version } });
        context.print.result(reply, () =>
          options.effective ? JSON.stringify(reply.effective, null, 2) : reply.text.trimEnd(),
        );
      }),
    );
}

function addSet(group: Command, run: Run): void {
  const command = group
    .command('set')
    .argument('[file]', 'the new lab file; - or nothing reads it from stdin', '-')
    .description('accept a lab file as the newest version; labctl apply carries it out')
    .option('--based-on <version>', 'refuse when another version was accepted since this one')
    .action((file: string, options: { basedOn?: string }) =>
      run(command, async (context) => {
        const client = await connect(context);
        const basedOn = options.basedOn === undefined ? {} : { basedOn: wholeNumber(options.basedOn) };
        const reply = await client.call('putConfig', { body: { text: await readInput(file), ...basedOn } });
        context.print.result(reply, () => `Accepted as version ${reply.version}.`);
        if (reply.keptBeside !== null)
          context.print.say(
            `lab.yaml had been changed by hand and had errors: it is kept as ${reply.keptBeside}.`,
          );
        context.print.say('See what it does with labctl plan, and carry it out with labctl apply.');
      }),
    );
}

function addDiff(group: Command, run: Run): void {
  const command = group
    .command('diff')
    .argument('[from]', 'a version; by default the one before the newest')
    .argument('[to]', 'a version; by default the newest')
    .description('show what changed between two versions')
    .action((from: string | undefined, to: string | undefined) =>
      run(command, async (context) => {
        const client = await connect(context);
        const newest = (await client.call('getConfig')).version;
        const last = to === undefined ? newest : wholeNumber(to);
        const first = from === undefined ? Math.max(1, last - 1) : wholeNumber(from);
        const reply = await client.call('diffConfig', { query: { from: first, to: last } });
        context.print.result(reply, () =>
          reply.changes.length === 0 ? 'No difference in meaning.' : reply.unified.trimEnd(),
        );
      }),
    );
}

function addHistory(group: Command, run: Run): void {
  const command = group
    .command('history')
    .description('accepted versions with author and date, newest first')
    .action(() =>
      run(command, async (context) => {
        const reply = await (await connect(context)).call('listConfigVersions');
        context.print.result(reply, () =>
          table(
            reply.items.map(({ version, acceptedAt, author, via }) => [
              String(version),
              acceptedAt.slice(0, 19).replace('T', ' '),
              `${author} (${via})`,
            ]),
          ),
        );
      }),
    );
}

function changesAsWords({ changes, plan }: CheckConfigReply): string {
  const lines = ['The lab file is valid.'];
  lines.push(
    changes.length === 0 ? 'It says what the accepted one says.' : 'It changes:',
    ...changes.map(({ sentence }) => `  ${sentence}`),
  );
  if (plan.empty) lines.push('Applying it would do nothing.');
  else lines.push('Applying it would:', ...plan.steps.map(({ sentence }) => `  ${sentence}`));
  return lines.join('\n');
}

async function readInput(file: string): Promise<string> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError('client.usage', `Could not read ${file}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CliError('client.usage', `“${text}” is not a version number.`, {
    hint: 'labctl config history lists them.',
  });
}
