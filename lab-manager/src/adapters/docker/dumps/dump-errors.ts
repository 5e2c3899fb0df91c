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

/** MariaDB's: the disk, or the table's file, is full. */
const diskFull: readonly string[] = ['1021', '1114'];
/** Its client's: it lost the server, or never had it. */
const serverGone: readonly string[] = ['2002', '2003', '2006', '2013', '2026', '2055'];
/** What is above says which signal ended it. */
const endedBySignal = 128;

/** What the end of a load says: of the dump, which another machine would not load either, or of this machine alone. */
export function loadEnded(container: string, exitCode: number, stderr: string): LabError {
  const said = lastWords(stderr) ?? `it ended with ${exitCode}`;
  const code = errorNumber(stderr);
  if (diskFull.includes(code) || /No space left on device|Errcode: 28\b/.test(stderr))
    return new LabError('disk.low', sentence(`A dump found no room on the disk of ${container}: ${said}`), {
      hint: 'Nothing that is in use was changed. Make room on that disk, then try again.',
    });
  if (serverGone.includes(code) || exitCode > endedBySignal) return loadCut(container, said);
  return loadFailed(container, said);
}

/** `1114` of `ERROR 1114 (HY000) at line 3: …`; whatever else it says may hold any number. */
const errorNumber = (stderr: string): string => /^ERROR (\d+) /m.exec(stderr)?.[1] ?? '';

export const loadCut = (container: string, why: string): LabError =>
  new LabError('backup.load_cut', sentence(`The load of a dump into ${container} was cut off: ${why}`), {
    hint: 'Nothing that is in use was changed. See whether the machine ran out of memory, then try again.',
  });

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
