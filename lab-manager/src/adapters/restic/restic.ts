import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { LabError } from '../../core/model/lab-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RepositoryAccess } from '../../core/ports/backups.ts';
import { InTurn } from '../../in-turn.ts';
import { ChildRecords } from './child-records.ts';
import { cleanWords, type Clean } from './clean-words.ts';
import { commandLine, type ChildFiles, type Command } from './command.ts';
import { childEnvironment, type ChildBounds } from './environment.ts';
import { linesOf } from './lines.ts';
import { resticRepository } from './location.ts';
import { beginOf } from './process-seen.ts';
import { notStarted, ResticProgram, type ResticProgramOptions } from './program.ts';
import { isGivenUp, isLockLeft, isMissingBucket, resticError, type Ended } from './restic-error.ts';
import { BoundedSaid, said, type Said } from './said.ts';
import { addressWithLogin } from './source-address.ts';
import { takeSshLog } from './ssh-log.ts';
import type { ResticVersion } from './version.ts';

export interface ResticOptions extends ResticProgramOptions {
  folders: ResticProgramOptions['folders'] & {
    /** Where is remembered which processes may have left a lock. */
    children: string;
  };
  bounds: ChildBounds;
  /** Of this machine, as locks bear it. */
  hostname: string;
  clock: Clock;
  /** Milliseconds that a child has to end in order once it was told to. */
  graceMs: number;
  /** Milliseconds by which a server has told that it is there. */
  answerMs: number;
  /** Nothing here writes to a repository: no lock is taken, so none is left behind, and none is waited for. */
  onlyReads?: boolean;
}

export interface Use extends Command {
  /** For sentences, after "could not": `back up into the repository nas`. */
  doing: string;
  cwd?: string;
  /** Milliseconds after which the other side doesn't answer; undefined: as long as it takes. */
  limitMs?: number;
  /** Of its second channel, as it comes, without anything that must not be told. */
  onSaid?: (it: Said) => void;
  signal?: AbortSignal | undefined;
}

/** A child that runs: its first channel, to be read to its end, and how it ended. */
export interface Running {
  stdout: Readable;
  /** Resolves once it has ended and all it said was read; rejects only where it could not be started. */
  ended: Promise<Ended>;
  /** SIGTERM, and SIGKILL if it takes longer than its grace. */
  stop(): void;
  /** What it comes to, if that is no success. */
  failure(ended: Ended): LabError;
}

/** The program restic as a child process, one for each use. */
export class Restic {
  readonly options: ResticOptions;
  readonly records: ChildRecords;
  /** What takes a lock away is not told that another was faster: to it that is a failure. */
  readonly unlocking = new InTurn();
  private readonly program: ResticProgram;

  constructor(options: ResticOptions) {
    this.options = options;
    this.records = new ChildRecords(options.folders.children);
    this.program = new ResticProgram(options);
  }

  /** Throws `backup.engine_missing`. */
  async version(): Promise<ResticVersion> {
    return (await this.program.ready()).version;
  }

  /** Answers the lines of its first channel, to the last; throws when it ends with another status than those accepted. */
  async run(
    access: RepositoryAccess,
    use: Use,
    onLine: (line: string) => void = () => undefined,
    accepted: readonly number[] = [0],
  ): Promise<Ended> {
    const running = await this.start(access, use);
    try {
      for await (const line of linesOf(running.stdout)) onLine(line);
    } catch (error) {
      running.stop();
      await running.ended;
      throw error;
    }
    const ended = await running.ended;
    if (ended.code === undefined || !accepted.includes(ended.code)) throw running.failure(ended);
    return ended;
  }

  /** All that it prints, for what is no more than a few lines. */
  async printed(access: RepositoryAccess, use: Use): Promise<string> {
    const lines: string[] = [];
    await this.run(access, use, (line) => lines.push(line));
    return lines.join('\n');
  }

  async start(access: RepositoryAccess, asked: Use): Promise<Running> {
    const use: Use = this.options.onlyReads === true ? { ...asked, lock: 'none' } : asked;
    const { under } = await this.program.ready();
    if (use.signal?.aborted) throw cancelled(use);
    const { environment, folders, bounds, program } = this.options;
    const files = await this.childFiles(access, use.source);
    const [command = '', ...args] = [...under, program, ...commandLine(use, access, files)];
    const from = { source: use.source, addressFile: files.sourceAddress };
    const child = spawn(command, args, {
      cwd: use.cwd ?? folders.cache,
      env: childEnvironment(environment, folders, bounds, access, from),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.remember(child, access, use);
    return this.attend(child, access, use, files);
  }

  private async childFiles(
    access: RepositoryAccess,
    source: RepositoryAccess | undefined,
  ): Promise<ChildFiles> {
    const name = randomUUID();
    const sshLog = join(this.options.folders.temporary, `ssh-${name}.log`);
    const address = addressWithLogin(access, source);
    if (source === undefined || address === undefined) return { sshLog, sourceAddress: undefined };
    // Beside the password, in memory.
    const sourceAddress = join(dirname(source.passwordFile), `address-${name}`);
    await writeFile(sourceAddress, address, { mode: 0o600, flag: 'wx' });
    return { sshLog, sourceAddress };
  }

  private attend(
    child: ChildProcessByStdio<null, Readable, Readable>,
    access: RepositoryAccess,
    use: Use,
    files: ChildFiles,
  ): Running {
    const heard = new BoundedSaid();
    const clean = cleanWords([access, use.source]);
    const listening = listen(child.stderr, clean, heard, (it) => {
      if (isMissingBucket(it.text)) stop();
      lockLeft ||= isLockLeft(it.text);
      if (isGivenUp(it.text)) patience ??= setTimeout(stop, this.options.graceMs);
      use.onSaid?.(it);
    });
    let late = false;
    let lockLeft = false;
    let grace: NodeJS.Timeout | undefined;
    let patience: NodeJS.Timeout | undefined;
    const stop = (): void => {
      if (grace !== undefined || hasEnded(child)) return;
      child.kill('SIGTERM');
      // It waits where it can't read a dead network, and then for good.
      grace = setTimeout(() => child.kill('SIGKILL'), this.options.graceMs);
    };
    const expire = (): void => {
      late = true;
      stop();
    };
    const limit = use.limitMs === undefined ? undefined : setTimeout(expire, use.limitMs);
    use.signal?.addEventListener('abort', stop, { once: true });
    if (use.signal?.aborted) stop();

    const ended = new Promise<Ended>((settle, fail) => {
      child.once('error', (error) => fail(notStarted(error)));
      child.once('close', (code, signal) => {
        // Where the pipe broke there is no more to be heard; how the child ended tells the rest.
        const settled = (): void => {
          if (endedInOrder(code) && !lockLeft && child.pid !== undefined) this.records.remove(child.pid);
          settle({ code: code ?? undefined, signal: signal ?? undefined, said: heard.all() });
        };
        listening
          .catch(() => undefined)
          .then(() => takeSshLog(files.sshLog, clean))
          .then((told) => told.forEach((it) => heard.add(it)))
          .then(settled, settled);
      });
    }).finally(async () => {
      if (files.sourceAddress !== undefined) await rm(files.sourceAddress, { force: true });
      clearTimeout(limit);
      clearTimeout(grace);
      clearTimeout(patience);
      use.signal?.removeEventListener('abort', stop);
    });
    // Whoever gave up reading need not hear of it.
    ended.catch(() => undefined);
    return {
      stdout: child.stdout,
      ended,
      stop,
      failure: (it) => {
        if (use.signal?.aborted) return cancelled(use);
        return late ? noAnswer(access, use, it) : resticError(it, doingOf(access, use));
      },
    };
  }

  /** A lock can't be told from one of another machine's without this; and with it missing, it is merely kept for longer. */
  private remember(child: ChildProcess, access: RepositoryAccess, use: Use): void {
    if (child.pid === undefined || use.lock === 'none') return;
    const used = [access, ...(use.source === undefined ? [] : [use.source])];
    try {
      this.records.add({
        pid: child.pid,
        repositories: used.map((it) => resticRepository(it.location)),
        startedAt: this.options.clock.now(),
        began: beginOf(child.pid),
      });
    } catch {
      return;
    }
  }
}

/** Cleaned before anybody hears of it: what is said goes into logs, and is kept. */
async function listen(
  stderr: Readable,
  clean: Clean,
  heard: BoundedSaid,
  onSaid: (it: Said) => void,
): Promise<void> {
  for await (const line of linesOf(stderr)) {
    const it = said(line, clean);
    if (it === undefined) continue;
    heard.add(it);
    onSaid(it);
  }
}

/** It took its lock away then; where its own runtime gave up, with 2, it did not. */
const endedInOrder = (code: number | null): boolean => code !== null && code !== 2;
const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
const doingOf = (access: RepositoryAccess, use: Use) => ({ words: use.doing, repository: access.name });

const cancelled = (use: Use): LabError => new LabError('job.cancelled', `Cancelled: could not ${use.doing}.`);

function noAnswer(access: RepositoryAccess, use: Use, ended: Ended): LabError {
  const known = resticError({ ...ended, code: 1 }, doingOf(access, use));
  if (known.code !== 'backup.failed' && known.code !== 'backup.unreachable') return known;
  return new LabError(
    'backup.unreachable',
    `The repository ${access.name} did not answer within ${Math.round((use.limitMs ?? 0) / 1000)} s: could not ${use.doing}.`,
    { hint: 'Check the network, the address, and whether the server is up.', cause: known.cause },
  );
}
