import type { Command } from 'commander';
import type { CheckConfigReply } from '../../contract/index.ts';
import { connect } from '../context.ts';
import { table } from '../output/style.ts';
import type { AddCommand, Run } from '../command.ts';
import { addRestore, addSet } from './config-accept.ts';
import { readInput, versionNumber } from './config-input.ts';

/** `labctl config check|show|set|diff|history|restore`: the lab file from the command line, by the same validation as everywhere. */
export const config: AddCommand = (parent, run) => {
  const group = parent
    .command('config')
    .description('the lab file: check, show, set, diff, history, restore');
  addCheck(group, run);
  addShow(group, run);
  addSet(group, run);
  addDiff(group, run);
  addHistory(group, run);
  addRestore(group, run);
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
        const last = to === undefined ? newest : versionNumber(to);
        const first = from === undefined ? Math.max(1, last - 1) : versionNumber(from);
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
              `${author === 'lab.yaml' ? 'hand' : author}, through ${throughWords[via] ?? via}`,
            ]),
          ),
        );
      }),
    );
}

/** As the console says it. What somebody wrote into the file on the server has no other author. */
const throughWords: Readonly<Record<string, string>> = {
  console: 'the console',
  cli: 'labctl',
  api: 'the API',
  lab: 'lab.yaml on the server',
};

function changesAsWords({ changes, plan, warnings }: CheckConfigReply): string {
  const lines = ['The lab file is valid.'];
  lines.push(
    changes.length === 0 ? 'It says what the accepted one says.' : 'It changes:',
    ...changes.map(({ sentence }) => `  ${sentence}`),
  );
  lines.push(...warnings.map(({ message, hint }) => `Warning: ${message} ${hint}`));
  if (plan.empty) lines.push('Applying it would do nothing.');
  else lines.push('Applying it would:', ...plan.steps.map(({ sentence }) => `  ${sentence}`));
  return lines.join('\n');
}
