import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import { inARow } from './in-a-row.ts';
import type { JobDefinition, PlannedStep } from './job-definition.ts';
import type { LabWork } from './lab-work.ts';
import { asWished, onceLetGo, stoppedAny } from './let-go.ts';
import type { RestoredPart, RestoreWork, Waiting } from './restore-work.ts';
import { enumerate } from './sentences.ts';
import { isDone, wasTried } from './step-history.ts';
import { restoreOf, waitingOf } from './waiting-restore.ts';

const putBackOf = ({ name }: RestoredPart): string => `putBack:${name}`;
const swapOf = ({ name }: RestoredPart): string => `swap:${name}`;
const discard = 'discard';
const forget = 'forget';

/**
 * Puts back what a restore put aside. What was restored goes only once everything runs again on what was before; until
 * then it can be put in place again, and is where something fails.
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
    if (isDone(job, discard)) return endSteps(restore, job, waiting);
    // Another may have been asked for before this one had its turn.
    if (!waiting.parts.some((part) => wasTried(job, putBackOf(part)))) assertUndoable(restore, waiting);
    const wait = await restore.beforeStopping(job, waiting.environments);
    if (wait.length > 0) return wait;
    const open = waiting.parts.filter((part) => !isDone(job, putBackOf(part)));
    if (open.length > 0)
      return onceLetGo(
        work,
        job,
        waiting.parts,
        open.map((part) => putBackStep(restore, waiting, part)),
      );
    const round = await asWished(work, job, false);
    return round.length > 0 ? round : endSteps(restore, job, waiting);
  },

  onFailure: async (job) => {
    const waiting = restore.waiting(restoreOf(job.params));
    // Once what was restored began to go there is nothing to go back to.
    if (waiting === undefined || wasTried(job, discard)) return [];
    const back = waiting.parts.filter((part) => wasTried(job, putBackOf(part)) && !isDone(job, swapOf(part)));
    if (back.length > 0)
      return onceLetGo(
        work,
        job,
        waiting.parts,
        back.map((part) => swapStep(restore, waiting, part)),
      );
    return stoppedAny(job) ? asWished(work, job, true) : [];
  },

  outcome: () => 'What was there before the restore is in place again.',
});

function assertUndoable(restore: RestoreWork, waiting: Waiting): void {
  if (waiting.confirmed)
    throw new LabError(
      'backup.no_such_restore',
      'The restore was confirmed: what was there before is being deleted.',
      {
        hint: `Delete the rest of it: labctl backup confirm ${waiting.job}.`,
      },
    );
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

const putBackStep = (restore: RestoreWork, { job }: Waiting, part: RestoredPart): PlannedStep => ({
  name: putBackOf(part),
  sentence: `put back ${part.words} as it was before`,
  after: [],
  do: () => restore.putBack(job, part),
});

const swapStep = (restore: RestoreWork, { job }: Waiting, part: RestoredPart): PlannedStep => ({
  name: swapOf(part),
  sentence: `put ${part.words} in place again as it was restored`,
  after: [],
  undoes: putBackOf(part),
  do: () => restore.swap(job, part),
});

const endSteps = (
  restore: RestoreWork,
  job: Job,
  { job: id, environments }: Waiting,
): readonly PlannedStep[] =>
  inARow(
    [
      { name: discard, sentence: 'delete what was restored', do: () => restore.discard(id, environments) },
      { name: forget, sentence: 'remember that nothing waits to be confirmed', do: () => restore.forget(id) },
    ].filter(({ name }) => !isDone(job, name)),
  );
