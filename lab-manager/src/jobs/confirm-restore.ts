import { LabError } from '../core/model/lab-error.ts';
import { inARow } from './in-a-row.ts';
import type { JobDefinition, Step } from './job-definition.ts';
import type { RestoreWork, Waiting } from './restore-work.ts';
import { restoreOf, waitingOf } from './waiting-restore.ts';
import { isDone } from './step-history.ts';

/**
 * Deletes what lies aside of a restore: a person saw that what is in place is right. Nothing else ever deletes what was before,
 * or, once the restore was undone, what was restored.
 */
export const confirmRestoreJob = ({ restore }: { restore: RestoreWork }): JobDefinition => ({
  title: (params) => {
    const waiting = waitingOf(restore, params);
    assertInPlace(waiting);
    return waiting.state === 'undone'
      ? `Keep ${waiting.words} as it was before, and delete what was restored`
      : `Keep ${waiting.words} as it was restored, and delete what was there before`;
  },

  plan: async (job) => {
    const waiting = restore.waiting(restoreOf(job.params));
    if (waiting === undefined) return [];
    // Another job may have had its turn since it was asked for.
    assertInPlace(waiting);
    const { job: id } = waiting;
    const steps: readonly Step[] = [
      {
        name: 'confirm',
        sentence: 'remember that it was confirmed: from now on it can’t be undone',
        do: () => restore.confirm(id),
      },
      ...(waiting.state === 'undone' ? [] : forgetSteps(restore, waiting)),
      {
        name: 'discard',
        sentence: 'delete what was restored and is not in place',
        do: () => restore.discard(id),
      },
      {
        name: 'forget',
        sentence: 'remember that nothing waits to be confirmed',
        do: () => restore.forget(id),
      },
    ];
    return inARow(steps.filter(({ name }) => !isDone(job, name)));
  },

  outcome: () => 'What lay aside is deleted.',
});

const forgetSteps = (restore: RestoreWork, { job, environments }: Waiting): readonly Step[] =>
  environments.map((environment) => ({
    name: `forgetBefore:${environment}`,
    sentence: `delete what was in ${environment} before`,
    do: () => restore.forgetBefore(job, environment),
  }));

function assertInPlace({ job, words, state }: Waiting): void {
  if (state !== 'unfinished') return;
  throw new LabError(
    'backup.half_restored',
    `The restore of ${words} did not come to its end: what was before may be the only copy there is.`,
    { hint: `It can’t be confirmed, only undone: labctl backup undo ${job}.` },
  );
}
