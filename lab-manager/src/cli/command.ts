import type { Command } from 'commander';
import type { Context } from './context.ts';

/** A command's own work; answers the exit status, 0 when nothing is said. */
export type Action = (context: Context) => Promise<number | undefined> | Promise<void>;

/** Adds one command; `run` gives its action the context. */
export type AddCommand = (parent: Command, run: Run) => void;
export type Run = (command: Command, action: Action) => Promise<void>;

/** It and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
