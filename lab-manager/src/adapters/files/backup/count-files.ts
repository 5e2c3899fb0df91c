import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { asidesWithin } from '../../../core/backup/leave-out.ts';
import { findPattern } from '../../../core/backup/find-pattern.ts';
import { filesError } from '../files-error.ts';

export interface FileCount {
  files: number;
  /** As long as the files say they are, not what they take on the disk. */
  bytes: number;
  /** Of them, those of further names of files that were counted already; undefined: there are none. */
  linkedBytes?: number;
  /** Of what the patterns leave out: how often they did, not what lies in such a folder. */
  leftOut: { files: number; folders: number };
  /** Why something could not be looked into, a line each, the first few. */
  unread: readonly string[];
}

const mostUnread = 50;
/** Files of several names that are kept in mind, some 50 bytes each: of more than that each name is counted as if it took room. */
const mostLinked = 200_000;

/** What it says of what it goes past, with the letter of its type. */
const left = 'left:';
const leftFile = `${left}f`;
const leftFolder = `${left}d`;

function past(leaveOut: readonly string[]): readonly string[] {
  const tests = leaveOut.flatMap((pattern, index) => [
    ...(index === 0 ? [] : ['-o']),
    ...['-regex', findPattern(pattern)],
  ]);
  return tests.length === 0 ? [] : ['(', ...tests, ')', '-prune', '-printf', `${left}%y\\n`, '-o'];
}

/**
 * By find, in a process of its own that every other one goes before: walking a million files here would hold up whoever asks
 * the manager something. It follows no link, goes into whatever is mounted below, and past what jobs put aside there and what
 * is left out by these patterns, of absolute paths, as the engine of backups takes them.
 */
export async function countFiles(
  folder: string,
  signal: AbortSignal,
  leaveOut: readonly string[] = [],
): Promise<FileCount> {
  const asides = asidesWithin([folder]).flatMap((pattern) => ['-path', pattern, '-prune', '-o']);
  const byType = ['-type', 'f', '-printf', '%s %n %D:%i\\n'];
  const program = [
    'find',
    '-P',
    folder,
    '-regextype',
    'posix-extended',
    ...asides,
    ...past(leaveOut),
    ...byType,
  ];
  const argv = ['-n', '19', 'ionice', '-c', '3', ...program];
  const env = { ...process.env, LC_ALL: 'C' };
  const find = spawn('nice', argv, { signal, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'], env });
  const ended = new Promise<number | null>((resolve, reject) => {
    find.once('error', reject);
    find.once('close', resolve);
  });
  ended.catch(() => undefined);
  let files = 0;
  let bytes = 0;
  let linkedBytes = 0;
  const several = new Set<string>();
  const leftOut = { files: 0, folders: 0 };
  const said: string[] = [];
  try {
    await Promise.all([
      eachLine(find.stdout, (line) => {
        if (line === leftFile) leftOut.files += 1;
        if (line === leftFolder) leftOut.folders += 1;
        if (line.startsWith(left)) return;
        const [size, names, inode = ''] = line.split(' ');
        files += 1;
        bytes += Number(size);
        if (names === '1') return;
        if (several.has(inode)) linkedBytes += Number(size);
        else if (several.size < mostLinked) several.add(inode);
      }),
      eachLine(find.stderr, (line) => void said.push(line)),
    ]);
    const code = await ended;
    const unread = said.filter((line) => !isGone(line, folder)).map(reason);
    if (code !== 0 && said.length === 0) unread.push(`find ended with ${code}`);
    const linked = linkedBytes === 0 ? {} : { linkedBytes };
    return { files, bytes, ...linked, leftOut, unread: unread.slice(0, mostUnread) };
  } catch (error) {
    throw filesError('count the files of', folder, error);
  }
}

/** What vanished meanwhile is no longer there to be read; the folder itself has to be there. */
const isGone = (line: string, folder: string): boolean =>
  line.endsWith('No such file or directory') && !line.includes(`'${folder}'`);

/** Without the name of the program. */
const reason = (line: string): string => line.replace(/^find: /, '');

async function eachLine(stream: Readable, heed: (line: string) => void): Promise<void> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) heed(line);
  }
  if (rest !== '') heed(rest);
}
