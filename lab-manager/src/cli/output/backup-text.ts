import type { BackupsReply, RestoreReply, SnapshotReply } from '../../contract/index.ts';
import { bytes, localTime, table, toned, type Tone } from './style.ts';
import type { Terminal } from './terminal.ts';

const stateTones: Readonly<Record<BackupsReply['state'], Tone>> = {
  good: 'good',
  none: 'busy',
  away: 'busy',
  alarm: 'bad',
};

const standingTones: Readonly<Record<SnapshotReply['standing'], Tone>> = {
  lacking: 'bad',
  damaged: 'bad',
  unverified: 'busy',
  good: 'good',
  'restore-tested': 'good',
};

export const standingWord = (terminal: Terminal, { standing }: Pick<SnapshotReply, 'standing'>): string =>
  toned(terminal, standingTones[standing], standing);

/** What `labctl backup` says: how well the lab is kept, and what is next. */
export function backupsText(terminal: Terminal, reply: BackupsReply): string {
  const { state, sentence, alarms, warnings, waiting, lastDrill, job, restores } = reply;
  return [
    toned(terminal, stateTones[state], sentence),
    ...alarms.filter((alarm) => alarm !== sentence),
    ...warnings.map((warning) => toned(terminal, 'busy', warning)),
    ...nextText(reply),
    ...(waiting === null ? [] : [waiting]),
    lastDrill === null ? 'No restore was tried out yet: labctl backup drill.' : lastDrill.sentence,
    ...(job === null ? [] : [`A job is under way: labctl job show -f ${job}`]),
    ...restoresText(restores),
  ].join('\n');
}

/** Where nights are asked for, and none is due yet, nothing: what they wait for is told by itself. */
function nextText({ schedule, nextAt }: BackupsReply): string[] {
  if (nextAt !== null) return [`The next snapshot is due ${localTime(nextAt)}.`];
  return schedule === null ? ['Nothing is backed up by itself: the lab file says so.'] : [];
}

export function snapshotsText(
  terminal: Terminal,
  repository: string,
  items: readonly SnapshotReply[],
): string {
  if (items.length === 0)
    return `There is no snapshot in ${repository} yet. Make one with: labctl backup now`;
  return table(
    items.map((one) => [
      one.id.slice(0, 8),
      localTime(one.takenAt),
      standingWord(terminal, one),
      one.bytesProcessed === null ? '–' : bytes(one.bytesProcessed),
      one.sentence,
    ]),
  );
}

/** What waits for a person's word, and how it is given. */
export function restoresText(restores: readonly RestoreReply[]): string[] {
  return restores.flatMap((restore) => ['', ...restoreText(restore)]);
}

function restoreText({ job, words, state, restoredAt, undoneAfter }: RestoreReply): string[] {
  const restored = `Restored ${localTime(restoredAt)}: ${words}.`;
  if (state === 'undone')
    return [
      `${restored} It was undone: what was restored lies aside.`,
      `  delete that:            labctl backup confirm ${job}`,
    ];
  const undo =
    undoneAfter.length === 0
      ? `  take it back:           labctl backup undo ${job}`
      : `  take it back:           after labctl backup undo ${undoneAfter.join(' and ')}`;
  if (state === 'unfinished') return [`${restored} It did not come to its end, and has to be undone.`, undo];
  return [
    `${restored} What was there before lies aside until you say which is right.`,
    `  keep what was restored: labctl backup confirm ${job}`,
    undo,
  ];
}
