import { enumerate } from '../core/enumerate.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { JobDefinition, PlannedStep } from './job-definition.ts';
import type { LabWork } from './lab-work.ts';
import { asWished, hadToLetGo, onceLetGo, stoppedAny } from './let-go.ts';
import type { NamedPart, RestoreWork, Waiting } from './restore-work.ts';
import { isDone, wasTried } from './step-history.ts';
import { putBackOf, swapOf } from './swap-names.ts';
import { restoreOf, waitingOf } from './waiting-restore.ts';

const begin = 'begin';
const end = 'end';
const restored = 'restored';

/**
 * Puts back what a restore put aside. What was restored lies aside then until a person says that it may go: something may have
 * been written into it since. Where something fails it is put in place again, if all of it was.
 */
export const undoRestoreJob = ({
  work,
  restore,
}: {
  work: LabWork;
  restore: RestoreWork;
}): JobDefinition => ({
  title: (params) => {
    const waiting = waitingOf(restore, params);
    assertUndoable(restore, waiting);
    return `Undo the restore of ${waiting.words}: put back what was there before`;
  },

  plan: async (job) => {
    const waiting = restore.waiting(restoreOf(job.params));
    if (waiting === undefined) return [];
    if (isDone(job, end)) return [];
    // Another may have been asked for before this one had its turn.
    if (!waiting.parts.some((part) => wasTried(job, putBackOf(part)))) assertUndoable(restore, waiting);
    const wait = await restore.beforeStopping(job, hadToLetGo(waiting.parts));
    if (wait.length > 0) return wait;
    const open = waiting.parts.filter((part) => !isDone(job, putBackOf(part)));
    if (waiting.state === 'restored') return [beginStep(restore, waiting)];
    if (open.length > 0)
      return onceLetGo(
        work,
        job,
        waiting.parts,
        open.map((part) => putBackStep(restore, waiting, part)),
      );
    const round = await asWished(work, job, false);
    return round.length > 0 ? round : [endStep(restore, waiting)];
  },

  onFailure: async (job) => {
    const waiting = restore.waiting(restoreOf(job.params));
    if (waiting === undefined || isDone(job, end)) return [];
    // Of one that never was in place as a whole, what was before is the better.
    if (!wasTried(job, begin)) return stoppedAny(job) ? asWished(work, job, true) : [];
    const back = waiting.parts.filter((part) => wasTried(job, putBackOf(part)) && !isDone(job, swapOf(part)));
    if (back.length > 0)
      return onceLetGo(
        work,
        job,
        waiting.parts,
        back.map((part) => swapStep(restore, waiting, part)),
      );
    if (!isDone(job, restored)) return [restoredStep(restore, waiting)];
    return stoppedAny(job) ? asWished(work, job, true) : [];
  },

  outcome: ({ params }) =>
    'What was there before the restore is in place again. What was restored lies aside until you say that it may go: ' +
    `labctl backup confirm ${restoreOf(params)}.`,
});

function assertUndoable(restore: RestoreWork, waiting: Waiting): void {
  if (waiting.confirmed)
    throw new LabError(
      'backup.no_such_restore',
      'The restore was confirmed: what lies aside of it is being deleted.',
      {
        hint: `Delete the rest of it: labctl backup confirm ${waiting.job}.`,
      },
    );
  if (waiting.state === 'undone')
    throw new LabError('backup.no_such_restore', 'The restore was undone already.', {
      hint: `What was restored lies aside still. It may go: labctl backup confirm ${waiting.job}.`,
    });
  const newer = restore.after(waiting.job);
  const [newest] = newer;
  if (newest === undefined) return;
  const which = enumerate(newer.map(({ job, words }) => `${job} (${words})`));
  throw new LabError(
    'backup.out_of_order',
    `Restores are undone the newest first, and after this one came ${which}.`,
    {
      hint: `Undo that one before: labctl backup undo ${newest.job}.`,
    },
  );
}

const putBackStep = (restore: RestoreWork, { job }: Waiting, part: NamedPart): PlannedStep => ({
  name: putBackOf(part),
  sentence: `put back ${part.words} as it was before`,
  after: [],
  do: () => restore.putBack(job, part),
});

const swapStep = (restore: RestoreWork, { job }: Waiting, part: NamedPart): PlannedStep => ({
  name: swapOf(part),
  sentence: `put ${part.words} in place again as it was restored`,
  after: [],
  undoes: putBackOf(part),
  do: () => restore.swap(job, part),
});

const beginStep = (restore: RestoreWork, { job }: Waiting): PlannedStep => ({
  name: begin,
  sentence: 'remember that it is being undone',
  after: [],
  do: () => restore.note(job, 'unfinished'),
});

const endStep = (restore: RestoreWork, { job }: Waiting): PlannedStep => ({
  name: end,
  sentence: 'remember that it was undone',
  after: [],
  do: () => restore.note(job, 'undone'),
});

const restoredStep = (restore: RestoreWork, { job }: Waiting): PlannedStep => ({
  name: restored,
  sentence: 'remember that all of it is in place as it was restored',
  after: [],
  undoes: begin,
  do: () => restore.note(job, 'restored'),
});
