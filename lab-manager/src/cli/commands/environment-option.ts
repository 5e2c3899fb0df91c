import type { Command } from 'commander';

export interface EnvironmentOptions {
  env: string;
}

export function environmentOption(command: Command): Command {
  return command.option('-e, --env <environment>', 'which environment', 'prod');
}
