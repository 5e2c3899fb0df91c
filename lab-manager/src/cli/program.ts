import { Command, Option } from 'commander';
import { everyCommand, type AddCommand, type Run } from './command.ts';
import { newContext, type GlobalOptions } from './context.ts';
import { apply } from './commands/apply.ts';
import { backup } from './commands/backup/backup.ts';
import { brick } from './commands/brick.ts';
import { biota } from './commands/biota.ts';
import { completion } from './commands/completion.ts';
import { config } from './commands/config.ts';
import { data } from './commands/data.ts';
import { doctor } from './commands/doctor.ts';
import { job } from './commands/job.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';
import { logs } from './commands/logs.ts';
import { plan } from './commands/plan.ts';
import { reset } from './commands/reset.ts';
import { disable, enable, install, restart, start, stop, uninstall } from './commands/verbs.ts';
import { scenario } from './commands/scenario.ts';
import { status } from './commands/status.ts';
import { task } from './commands/task.ts';
import { top } from './commands/top.ts';
import { version } from './commands/version.ts';
import { assertNamed } from './assert-named.ts';
import { exitCodes, exitHelp } from './exit-codes.ts';
import type { Terminal } from './output/terminal.ts';

const commands: readonly AddCommand[] = [
  status,
  plan,
  apply,
  install,
  start,
  stop,
  restart,
  enable,
  disable,
  uninstall,
  reset,
  logs,
  top,
  data,
  task,
  scenario,
  brick,
  config,
  job,
  biota,
  backup,
  doctor,
  login,
  logout,
  version,
  completion,
];

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  terminal: Terminal;
  signal: AbortSignal;
  /** What is wrong with the command line is not told in words. */
  json: boolean;
  /** Told how the command ended. */
  exit(status: number): void;
  /** Version of this labctl. */
  version: string;
}

export function createProgram({ env, terminal, signal, json, exit, version: own }: Surroundings): Command {
  const program = new Command('labctl')
    .description('Runs a Labstead lab: what should run, what runs, and what becomes of your data.')
    .version(own, '--client-version', 'print the version of this command alone')
    .addOption(new Option('--json', 'print JSON instead of words, failures included').env('LAB_JSON'))
    .addOption(new Option('--url <address>', 'the lab, e.g. https://lab.example.org (variable: LAB_URL)'))
    .addOption(new Option('--ca-file <file>', 'CA certificate to trust for it (variable: LAB_CA_FILE)'))
    .addHelpText('after', exitHelp())
    .showSuggestionAfterError()
    .showHelpAfterError('(labctl --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeErr: (text) => (json ? undefined : terminal.say(text.trimEnd())),
      writeOut: (text) => terminal.data(text.trimEnd()),
    });

  const run: Run = async (command, action) => {
    assertNamed(command);
    const context = newContext(command.optsWithGlobals<GlobalOptions>(), env, terminal, signal);
    const status: unknown = await action(context);
    exit(typeof status === 'number' ? status : exitCodes.ok.status);
  };
  for (const add of commands) add(program, run);
  for (const command of everyCommand(program))
    command.addHelpText('after', command === program ? '' : exitHelp());
  return program;
}
