import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import type { LabClient } from '../../client/lab-client.ts';

export interface RepositoryOptions {
  repository?: string;
}

export function repositoryOption(command: Command): Command {
  return command.option('--repository <name>', 'in which repository; the first, where nothing is said');
}

/** The one that is named, or the one that snapshots are written to. */
export async function repositoryName(
  client: LabClient,
  { repository }: RepositoryOptions,
  signal: AbortSignal,
): Promise<string> {
  if (repository !== undefined) return repository;
  const { repository: first } = await client.call('getBackups', { signal });
  if (first !== null) return first;
  throw new CliError('backup.unset', 'The lab file names no repository for backups.', {
    hint: 'Name one under backup.repositories, and apply it.',
  });
}
