import { counted } from '../../core/counted.ts';
import { spanWords } from '../../core/span-words.ts';
import type { Snapshot } from '../../core/model/backup.ts';
import type { BackupProgress, BackupSummary, Clock } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';

/** How far it is, how fast it goes and how long it takes yet: `1.2 GiB of 4 GiB, 10312 files, 85 MiB/s, 33 s left`. */
export function toldProgress(clock: Clock): (progress: BackupProgress) => string {
  const began = clock.monotonic();
  return ({ filesDone, bytesDone, bytesTotal, secondsLeft }) => {
    const seconds = (clock.monotonic() - began) / 1000;
    return [
      bytesTotal === undefined
        ? roundBytes(bytesDone)
        : `${roundBytes(bytesDone)} of ${roundBytes(bytesTotal)}`,
      counted(filesDone, 'file'),
      ...(seconds >= 1 ? [`${roundBytes(bytesDone / seconds)}/s`] : []),
      ...(secondsLeft === undefined ? [] : [`${spanWords(secondsLeft * 1000)} left`]),
    ].join(', ');
  };
}

/** Of one that was finished when the manager died: what was new in it nobody remembers. */
export const finishedWords = ({ id, filesProcessed, bytesProcessed }: Snapshot): string =>
  [
    `Snapshot ${id.slice(0, 8)}:`,
    ...(filesProcessed === undefined ? [] : [`${counted(filesProcessed, 'file')},`]),
    ...(bytesProcessed === undefined ? [] : [`${roundBytes(bytesProcessed)};`]),
    'it was finished before the manager was interrupted.',
  ].join(' ');

/** What came of reading the lab, a sentence or two. */
export function readingWords(
  summary: BackupSummary,
  missing: readonly string[],
  difference: string | undefined,
): string {
  const { snapshot, filesProcessed, bytesProcessed, filesNew, filesChanged, bytesAdded } = summary;
  const what =
    `Snapshot ${snapshot.slice(0, 8)}: ${counted(filesProcessed, 'file')}, ${roundBytes(bytesProcessed)}; ` +
    `${filesNew} new, ${filesChanged} changed, ${roundBytes(bytesAdded)} added.`;
  const lacks = missing.length === 0 ? [] : [`It lacks something: ${missing.join(' ')}`];
  return [what, ...(difference === undefined ? [] : [difference]), ...lacks].join(' ');
}
