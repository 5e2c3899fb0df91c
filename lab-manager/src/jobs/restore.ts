import { takeAnother } from '../core/backup/another-to-take.ts';
import { leavesDatabases } from '../core/backup/lacking.ts';
import type { Job, JobParams } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import { inARow } from './in-a-row.ts';
import type { JobDefinition, PlannedStep } from './job-definition.ts';
import type { LabWork } from './lab-work.ts';
import { butForLeft, changedDatabases, leftDatabases, withoutLeft } from './left-databases.ts';
import { asWished, hadToLetGo, onceLetGo, stoppedAny } from './let-go.ts';
import { clearAfterFailure, makingSteps, preflight } from './restore-making.ts';
import type { NamedPart, RestoreWork } from './restore-work.ts';
import { isDone, wasTried } from './step-history.ts';
import { putBackOf, swapOf } from './swap-names.ts';

const remember = 'remember';
const discard = 'discard';
const forget = 'forget';
const inPlace = 'inPlace';

/**
 * Makes what was asked for beside what is in use, proves it, and only then puts it in place by renames. What was there
 * stays aside until a person confirms the restore: whatever goes wrong before, it is put back.
 */
export const restoreJob = ({ work, restore }: { work: LabWork; restore: RestoreWork }): JobDefinition => {
  const swapSteps = async (job: Job, parts: readonly NamedPart[]): Promise<readonly PlannedStep[]> => {
    const wait = await restore.beforeStopping(job, hadToLetGo(parts));
    if (wait.length > 0) return wait;
    if (!isDone(job, remember)) return [rememberStep(restore, job, parts)];
    const steps = parts
      .filter((part) => !isDone(job, swapOf(part)))
      .map((part) => ({
        name: swapOf(part),
        sentence: `put ${part.words} in place, and aside what was there`,
        after: [],
        do: () => restore.swap(job.id, part),
      }));
    return steps.length === 0 ? [] : onceLetGo(work, job, parts, steps);
  };

  return {
    title: (params) => {
      restore.assertRestorable(params);
      return `Restore ${restore.words(params)} from ${sourceOf(params)}`;
    },

    plan: async (job) => {
      // Once it began to move them they are those that were remembered: the repository isn't asked any more.
      const remembered = wasTried(job, remember) ? restore.waiting(job.id)?.parts : undefined;
      const parts = remembered ?? withoutLeft(job, await restore.parts(job));
      if (parts.length === 0) throw nothingMade(restore, job);
      if (!wasTried(job, remember)) {
        const making = makingSteps(restore, job, parts);
        if (making.length > 0) return making;
      }
      const swaps = await swapSteps(job, parts);
      if (swaps.length > 0) return swaps;
      const round = await asWished(work, job, false);
      // What the databases were loaded from lies there still.
      return round.length > 0 ? round : endSteps(restore, job);
    },

    onFailure: async (job) => {
      // Nothing was asked of the snapshot yet: it may be what can't be read.
      if (!wasTried(job, preflight)) return [];
      const cleared = clearAfterFailure(restore, job);
      if (!wasTried(job, remember)) return inARow([...cleared, ...discardSteps(restore, job)]);
      // As it was remembered: the repository may be what can't be reached now.
      const parts = restore.waiting(job.id)?.parts ?? [];
      const moved = parts.filter((part) => wasTried(job, swapOf(part)) && !isDone(job, putBackOf(part)));
      if (moved.length > 0)
        return onceLetGo(
          work,
          job,
          moved,
          moved.toReversed().map((part) => putBackStep(restore, job, part)),
        );
      // Nothing lies aside any more, whether or not everything starts; deleting may take long, and comes last.
      const forgets = [...cleared, ...forgetSteps(restore, job)];
      if (forgets.length > 0) return inARow(forgets);
      const round = stoppedAny(job) ? await asWished(work, job, true) : [];
      return round.length > 0 ? round : discardSteps(restore, job);
    },

    outcome: (job) =>
      `${capital(butForLeft(restore.words(job.params), job))} is as ${sourceOf(job.params)} has it. ` +
      `${otherWords(job)}${foundWords(job)}` +
      (job.params.lacking === true ? 'Whatever that lacks is as it was. ' : '') +
      `What was there before lies aside until you confirm it: labctl backup confirm ${job.id}.`,
  };
};

const sourceOf = ({ snapshot, file }: JobParams): string =>
  snapshot === undefined ? `the export ${file ?? ''}` : `the snapshot ${snapshot.slice(0, 8)}`;

const rememberStep = (restore: RestoreWork, job: Job, parts: readonly NamedPart[]): PlannedStep => ({
  name: remember,
  sentence: 'remember that a person has to confirm it',
  after: [],
  do: () => restore.remember(job, parts),
});

const putBackStep = (restore: RestoreWork, job: Job, part: NamedPart): PlannedStep => ({
  name: putBackOf(part),
  sentence: `put back ${part.words} as it was`,
  after: [],
  undoes: swapOf(part),
  do: () => restore.putBack(job.id, part),
});

/** What was made and isn't in place; what was before is never among it. */
const discardSteps = (restore: RestoreWork, job: Job): readonly PlannedStep[] =>
  isDone(job, discard)
    ? []
    : [
        {
          name: discard,
          sentence: 'delete what was made and is not in place',
          after: [],
          do: () => restore.discard(job.id),
        },
      ];

/** Until that is remembered nobody can have what was before deleted. */
const endSteps = (restore: RestoreWork, job: Job): readonly PlannedStep[] =>
  isDone(job, inPlace)
    ? []
    : inARow([
        ...discardSteps(restore, job),
        {
          name: inPlace,
          sentence: 'remember that all of it is in place',
          do: () => restore.note(job.id, 'restored'),
        },
      ]);

const forgetSteps = (restore: RestoreWork, job: Job): readonly PlannedStep[] =>
  isDone(job, forget)
    ? []
    : [
        {
          name: forget,
          sentence: 'remember that nothing waits to be confirmed',
          after: [],
          do: () => restore.forget(job.id),
        },
      ];

/** Which databases are not as they were then, where who asked for what can be had got it so. */
function otherWords(job: Job): string {
  if (!leavesDatabases(job.params)) return '';
  return [
    ...leftDatabases(job).map(
      ({ service, why }) =>
        `The database ${service} can’t be made anew, and is left as it was before. ${why} `,
    ),
    ...changedDatabases(job).map(({ service, why }) => `Of the database ${service} ${why}. `),
  ].join('');
}

function nothingMade(restore: RestoreWork, job: Job): LabError {
  const why = leftDatabases(job).map((left) => left.why);
  return new LabError(
    'backup.not_good',
    `Nothing of ${restore.words(job.params)} can be made anew. ${why.join(' ')}`,
    { hint: takeAnother(job) },
  );
}

/** Where it goes on although files are missing, whoever asked for that has to be told which. */
function foundWords({ params, steps }: Job): string {
  if (params.lacking !== true) return '';
  const probes = steps.filter(({ act, state }) => act?.kind === 'probe' && state === 'done');
  return probes.map(({ detail }) => (detail === undefined ? '' : `${capital(detail)}. `)).join('');
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
