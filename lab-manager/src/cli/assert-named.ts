import type { Command } from 'commander';
import { CliError } from './cli-error.ts';

/** They lead to another address of the lab than that of what they name, as in a folder. */
const elsewhere = ['.', '..'];

/** An empty name, as a script's empty variable gives one, is no name: nothing is asked of the lab for it. */
export function assertNamed(command: Command): void {
  for (const [index, argument] of command.registeredArguments.entries()) {
    const words = whyNoName(command.args[index], argument.name());
    if (words === undefined) continue;
    const shown = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
    throw new CliError('client.usage', `The argument ${shown} of ${pathOf(command)} ${words}.`, {
      hint: `See ${pathOf(command)} --help.`,
    });
  }
}

function whyNoName(given: unknown, argument: string): string | undefined {
  if (given === '') return 'is empty';
  const other = argument === 'file' ? undefined : elsewhere.find((one) => one === given);
  return other && `can’t be ${other}`;
}

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
