import { inARow } from './in-a-row.ts';
import type { JobDefinition } from './job-definition.ts';
import type { RestoreWork } from './restore-work.ts';
import { restoreOf, waitingOf } from './waiting-restore.ts';
import { isDone } from './step-history.ts';

/** Deletes what a restore put aside: a person saw that what it restored is right. Nothing else ever deletes that. */
export const confirmRestoreJob = ({ restore }: { restore: RestoreWork }): JobDefinition => {
  const over = 'forget';
  return {
    title: (params) => {
      const { words } = waitingOf(restore, params);
      return `Keep ${words} as it was restored, and delete what was there before`;
    },

    plan: async (job) => {
      const waiting = restore.waiting(restoreOf(job.params));
      if (waiting === undefined) return [];
      const { job: id, environments } = waiting;
      const steps = [
        {
          name: 'confirm',
          sentence: 'remember that it was confirmed: from now on it can’t be undone',
          do: () => restore.confirm(id),
        },
        ...environments.map((environment) => ({
          name: `forgetBefore:${environment}`,
          sentence: `delete what was in ${environment} before`,
          do: () => restore.forgetBefore(id, environment),
        })),
        { name: over, sentence: 'remember that nothing waits to be confirmed', do: () => restore.forget(id) },
      ];
      return inARow(steps.filter(({ name }) => !isDone(job, name)));
    },

    outcome: () => 'What was there before is deleted.',
  };
};
