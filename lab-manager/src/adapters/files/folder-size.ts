import { execFile } from 'node:child_process';
import { filesError } from './files-error.ts';

/** A folder of millions of files takes minutes; longer than this, its disk doesn’t answer. */
const longestMs = 30 * 60_000;

/**
 * What a folder takes on its disk. Asked of du, in a process of its own that every other one goes before: counting a
 * million files here would hold up whoever asks the manager something. Undefined where there is no such folder.
 */
export function folderSize(path: string, signal: AbortSignal): Promise<number | undefined> {
  const argv = ['-n', '19', 'ionice', '-c', '3', 'du', '-s', '-x', '-B', '1', '--', path];
  return new Promise((resolve, reject) => {
    const options = { signal, timeout: longestMs, killSignal: 'SIGKILL' as const };
    execFile('nice', argv, options, (error, stdout, stderr) => {
      // A file that went while it was counted makes du fail although it tells the sum.
      const bytes = /^(\d+)\t/.exec(stdout)?.[1];
      if (bytes !== undefined) resolve(Number(bytes));
      else if (/No such file or directory/.test(stderr)) resolve(undefined);
      else reject(filesError('measure', path, error ?? new Error('du said nothing')));
    });
  });
}
