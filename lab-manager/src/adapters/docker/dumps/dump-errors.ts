import { LabError } from '../../../core/model/lab-error.ts';
import { spanWords } from '../../../core/span-words.ts';
import { sentence } from '../docker-error.ts';

/**
 * A table was altered (1412), or it or its database went (1146, 1051, 1049), since the transaction began that everything
 * is read in.
 */
const schemaChanged = /\b[Ee]rror:? (?:1412|1146|1051|1049)\b|\((?:1412|1146|1051|1049)\)/;
const longest = 300;

export function dumpFailed(container: string, exitCode: number, stderr: string): LabError {
  const said = lastWords(stderr) ?? `it ended with ${exitCode}`;
  if (schemaChanged.test(stderr))
    return new LabError(
      'backup.schema_changed',
      sentence(`A table of ${container} was altered while the database was written out: ${said}`),
      { hint: 'Try again: nothing is wrong with the database. Keep migrations out of the time of backups.' },
    );
  return new LabError(
    'backup.dump_failed',
    sentence(`Could not write out the database ${container}: ${said}`),
    {
      hint: 'See the log of the database; a view that its tables no longer fit has to be mended or dropped.',
    },
  );
}

export const dumpCut = (container: string): LabError =>
  new LabError('backup.dump_failed', `What ${container} wrote out has no end: its last line is missing.`, {
    hint: 'See whether the database was stopped meanwhile, or ran out of memory, and try again.',
  });

export const dumpStalled = (container: string, milliseconds: number): LabError =>
  new LabError(
    'backup.dump_failed',
    `Nothing came out of the database ${container} for ${spanWords(milliseconds)}: it was given up.`,
    {
      hint: `Something may lock one of its tables: see docker exec ${container} mariadb --execute 'SHOW FULL PROCESSLIST'. Once that has ended, try again.`,
    },
  );

export const loadFailed = (container: string, why: string): LabError =>
  new LabError('backup.load_failed', sentence(`Could not load a dump into ${container}: ${why}`), {
    hint: 'Nothing that is in use was changed. Try another snapshot, and verify the repository.',
  });

/** The last line that says something. */
export function lastWords(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  const last = lines.findLast((line) => line !== '');
  return last !== undefined && last.length > longest ? `${last.slice(0, longest)}…` : last;
}
