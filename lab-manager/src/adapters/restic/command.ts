import type { RepositoryAccess } from '../../core/ports/backups.ts';
import { resticRepository } from './location.ts';
import { sshArguments } from './ssh-arguments.ts';

export interface Command {
  /** With its own flags: `['backup', '--host', …]`. */
  args: readonly string[];
  /** Answers in lines of JSON; a few commands know words only. */
  json: boolean;
  /**
   * `waits`: takes a lock, for which it waits some minutes where another has it. `none`: looks without one, and neither
   * writes to the repository nor waits for anybody.
   */
  lock: 'waits' | 'none';
  /** What is copied from. */
  source?: RepositoryAccess;
}

/** Files of one child alone. */
export interface ChildFiles {
  /** Where ssh writes what it has to say. */
  sshLog: string;
  /** Holds the address of what is copied from; undefined: it is an argument. */
  sourceAddress: string | undefined;
}

/** The whole argument array after the program's name; a value never begins with a dash of its own. */
export function commandLine(
  command: Command,
  access: RepositoryAccess,
  files: ChildFiles,
): readonly string[] {
  const { args, source } = command;
  const told = files.sourceAddress === undefined ? source : undefined;
  return [
    `--repo=${resticRepository(access.location)}`,
    ...(command.json ? ['--json'] : []),
    ...(command.lock === 'none' ? ['--no-lock'] : ['--retry-lock=5m', '--cleanup-cache']),
    ...sshOption([access, ...(source === undefined ? [] : [source])], files.sshLog),
    ...regionOption(access, source),
    ...args.slice(0, 1),
    ...(told === undefined ? [] : [`--from-repo=${resticRepository(told.location)}`]),
    ...args.slice(1),
  ];
}

function sshOption(repositories: readonly RepositoryAccess[], log: string): readonly string[] {
  const files = repositories.map((it) => it.ssh).filter((it) => it !== undefined);
  return files.length === 0 ? [] : [option(`sftp.args=${sshArguments(files, log)}`)];
}

/** Of two in different regions one process can be told one only; servers answer where to ask instead. */
function regionOption(access: RepositoryAccess, source: RepositoryAccess | undefined): readonly string[] {
  const regions = [access, source].flatMap((it) =>
    it?.location.kind === 's3' && it.location.region !== undefined ? [it.location.region] : [],
  );
  return new Set(regions).size === 1 ? [option(`s3.region=${regions[0]}`)] : [];
}

/** Restic takes one as a line of values with commas between them: a value that holds a comma or a quote is put in quotes. */
const option = (text: string): string =>
  `--option=${/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text}`;
