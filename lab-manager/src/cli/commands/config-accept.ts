import type { Command } from 'commander';
import type { PutConfigReply } from '../../contract/index.ts';
import { connect, type Context } from '../context.ts';
import type { Run } from '../command.ts';
import { readInput, versionNumber } from './config-input.ts';

/** `labctl config set`: accepts a whole lab file, from a file or from stdin. */
export function addSet(group: Command, run: Run): void {
  const command = group
    .command('set')
    .argument('[file]', 'the new lab file; - or nothing reads it from stdin', '-')
    .description('accept a lab file as the newest version; labctl apply carries it out')
    .option('--based-on <version>', 'refuse when another version was accepted since this one')
    .action((file: string, options: { basedOn?: string }) =>
      run(command, async (context) => {
        const client = await connect(context);
        const basedOn = options.basedOn === undefined ? {} : { basedOn: versionNumber(options.basedOn) };
        const reply = await client.call('putConfig', { body: { text: await readInput(file), ...basedOn } });
        tellAccepted(context, reply, `Accepted as version ${reply.version}.`);
      }),
    );
}

/** The history goes on: what was accepted in between stays in it. */
export function addRestore(group: Command, run: Run): void {
  const command = group
    .command('restore')
    .argument('<version>', 'the version whose text is to count again')
    .description('accept the text of an earlier version as the newest; labctl apply carries it out')
    .action((wanted: string) =>
      run(command, async (context) => {
        const client = await connect(context);
        const version = versionNumber(wanted);
        const newest = (await client.call('getConfig')).version;
        const { text } = await client.call('getConfig', { query: { version: String(version) } });
        const reply = await client.call('putConfig', { body: { text, basedOn: newest } });
        tellAccepted(
          context,
          reply,
          reply.version === newest
            ? `Version ${newest} says just that already.`
            : `Accepted as version ${reply.version}, with the text of version ${version}.`,
        );
      }),
    );
}

function tellAccepted(context: Context, reply: PutConfigReply, words: string): void {
  context.print.result(reply, () => words);
  if (reply.keptBeside !== null)
    context.print.say(`lab.yaml had been changed by hand and had errors: it is kept as ${reply.keptBeside}.`);
  context.print.say('See what it does with labctl plan, and carry it out with labctl apply.');
}
