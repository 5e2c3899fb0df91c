import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { StepActKind } from '../core/model/step-act.ts';
import { snapshotStep, stepAct, stepName } from '../core/step-names.ts';
import type { BackupScope, BackupWork } from './backup-work.ts';
import { inARow } from './in-a-row.ts';
import type { JobDefinition, PlannedStep, Step } from './job-definition.ts';
import { lackingSnapshot } from './lacking-snapshot.ts';
import { quietServices, wakeSteps } from './quiet-services.ts';
import { cleanStep, end, leavingSteps, readingSteps } from './reading.ts';
import { failures, hasFailed, isDone, isOver, lastWords, wasTried } from './step-history.ts';

const ahead = 'readAhead';
const forgetAhead = 'forgetAhead';

/**
 * Writes databases out, has everything read into the first repository, copies it to the others, and looks after all of them.
 * What it made quiet goes on as soon as its files are read, and first of all after a failure or a crash. Once the snapshot
 * is there nothing that follows can take it back: what goes wrong is told by the job's end.
 */
export const backupJob = ({ backup }: { backup: BackupWork }): JobDefinition => {
  const plan = async (job: Job, signal: AbortSignal): Promise<readonly PlannedStep[]> => {
    const wake = wakeSteps(backup, job);
    if (wake.length > 0) return wake;
    const scope = await backup.scope(job);
    if (job.params.again !== undefined) return afterwards(backup, job, scope);
    if (!isDone(job, snapshotStep))
      return (await finishedSteps(backup, job, signal)) ?? reading(backup, job, scope);
    const after = afterwards(backup, job, scope);
    if (after.length > 0) return after;
    return isDone(job, end) ? [] : [cleanStep(backup, job, end)];
  };

  return {
    title: ({ reason, again }) => {
      backup.assertRepository(undefined);
      if (again !== undefined) return 'Do again what failed after the night’s snapshot was made';
      return reason === 'schedule' ? 'Back up the lab, by its schedule' : 'Back up the lab';
    },

    plan: async (job, { signal }) => {
      const steps = await plan(job, signal);
      if (steps.length > 0) return steps;
      const trouble = await troubleOf(backup, job);
      if (trouble !== undefined) throw trouble;
      return [];
    },

    onFailure: async (job) => {
      const wake = wakeSteps(backup, job);
      return wake.length > 0 ? wake : [...forgetSteps(backup, job), ...leavingSteps(backup, job)].slice(0, 1);
    },

    outcome: (job) =>
      [snapshotStep, ...job.steps.map(({ name }) => name).filter((name) => isTold(job, name))]
        .flatMap((name) => lastWords(job, name) ?? [])
        .filter((words, index, all) => all.indexOf(words) === index)
        .join(' '),
  };
};

const reading = (backup: BackupWork, job: Job, scope: BackupScope): readonly PlannedStep[] =>
  readingSteps(backup, job, scope, {
    read: {
      name: snapshotStep,
      sentence: 'have everything read into the repository',
      do: (report, signal) => backup.snapshot(job, report, signal),
    },
    ahead: {
      name: ahead,
      sentence: 'read what can be read before anything has to be quiet',
      do: (report, signal) => backup.readAhead(job, report, signal),
    },
  });

/** What was whole before the manager died is not made once more; undefined: nothing was. */
async function finishedSteps(
  backup: BackupWork,
  job: Job,
  signal: AbortSignal,
): Promise<readonly PlannedStep[] | undefined> {
  if (!wasTried(job, snapshotStep) || (await backup.finishedBy(job, signal)) === undefined) return undefined;
  return [
    {
      name: snapshotStep,
      sentence: 'take the snapshot that was finished before the interruption',
      after: [],
      do: (report, stop) => backup.takeFinished(job, report, stop),
    },
  ];
}

/** Where a snapshot came of it, that one took its place. */
function forgetSteps(backup: BackupWork, job: Job): readonly PlannedStep[] {
  if (!wasTried(job, ahead) || isDone(job, snapshotStep) || isOver(job, forgetAhead)) return [];
  return [
    {
      name: forgetAhead,
      sentence: 'take out of the repository what was read ahead',
      after: [],
      mayFail: true,
      do: (report, signal) => backup.forgetAhead(job, report, signal),
    },
  ];
}

/** What is done with a repository once the snapshot is there. */
const tending = ['copy', 'check', 'retain', 'prune'] as const satisfies readonly StepActKind[];
const tended = (name: string): (typeof tending)[number] | undefined =>
  tending.find((kind) => kind === stepAct(name)?.kind);
const stepOf = (kind: (typeof tending)[number], repository: string): string => stepName({ kind, repository });

/** What came of a check is told where there is nothing else to tell. */
function isTold({ params }: Job, name: string): boolean {
  const kind = tended(name);
  return kind !== undefined && (kind !== 'check' || params.again !== undefined);
}

/** Copies first; then what is there is looked at; and only what was found right is cleared out. */
function afterwards(backup: BackupWork, job: Job, scope: BackupScope): readonly PlannedStep[] {
  const isSound = (name: string): boolean => isDone(job, stepOf('check', name));
  const rounds = [
    scope.copies
      .filter(({ from }) => !hasFailed(job, stepOf('copy', from)))
      .map((copy): Step => ({
        name: stepOf('copy', copy.name),
        sentence: `copy the snapshot to ${copy.name}`,
        do: (report, signal) => backup.copy(job, copy, report, signal),
      })),
    current(job, scope).map((name): Step => ({
      name: stepOf('check', name),
      sentence: `look whether ${name} is sound`,
      do: (report, signal) => backup.check(job, name, report, signal),
    })),
    // What was just found right counts among the good ones, and what is damaged pushes out nothing.
    current(job, scope)
      .filter((name) => isSound(name) && !scope.keepsAll.includes(name))
      .map((name): Step => ({
        name: stepOf('retain', name),
        sentence: `take out of ${name} the snapshots that need not be kept`,
        do: (report, signal) => backup.retain(job, name, report, signal),
      })),
    scope.prune
      .filter((name) => isSound(name) && !scope.keepsAll.includes(name))
      .map((name): Step => ({
        name: stepOf('prune', name),
        sentence: `clear out of ${name} what no snapshot needs`,
        do: (report, signal) => backup.prune(job, name, report, signal),
      })),
  ];
  const meant = meantAgain(job, scope);
  const open = rounds.map((steps) =>
    steps.filter(({ name }) => !isOver(job, name) && (meant?.has(name) ?? true)),
  );
  const next = open.find((steps) => steps.length > 0) ?? [];
  return inARow(next.map((step) => ({ ...step, mayFail: true, waits: true })));
}

/** The repositories that hold this job's snapshot. */
const current = (job: Job, { primary, copies }: BackupScope): readonly string[] => [
  primary,
  ...copies
    .map(({ name }) => name)
    .filter((name) => isDone(job, stepOf('copy', name)) || wasCopiedBefore(job, name)),
];

const wasCopiedBefore = ({ params: { again } }: Job, name: string): boolean =>
  again?.steps.includes(stepOf('check', name)) === true && !again.steps.includes(stepOf('copy', name));

/** The steps that are done again, with those that had to be left out for them; undefined: all are done. */
function meantAgain({ params: { again } }: Job, { copies }: BackupScope): ReadonlySet<string> | undefined {
  if (again === undefined) return undefined;
  const meant = new Set(again.steps);
  for (const { name, from } of copies) {
    if (meant.has(stepOf('copy', from))) meant.add(stepOf('copy', name));
    if (meant.has(stepOf('copy', name))) meant.add(stepOf('check', name));
  }
  for (const act of [...meant].map(stepAct))
    if (act?.kind === 'check') meant.add(stepOf('retain', act.repository));
  return meant;
}

/** Why it can't be called done although there is a snapshot; each in the words of the step that failed. */
async function troubleOf(backup: BackupWork, job: Job): Promise<LabError | undefined> {
  const made = await backup.madeBy(job);
  const failed = failures(job, (name) => tended(name) !== undefined);
  const asleep = quietServices(job).map(({ name }) => `${name} does not go on.`);
  const lacks = job.params.again === undefined ? lackingSnapshot('It', made) : [];
  const troubles = [...lacks, ...failed, ...asleep];
  if (made !== undefined && troubles.length === 0) return undefined;
  const what =
    made === undefined ? 'The snapshot is gone again.' : `The snapshot ${made.id.slice(0, 8)} was made.`;
  return new LabError('backup.incomplete', [what, ...troubles].join(' '), {
    hint: `What it holds can be restored. See the job’s log: labctl job show ${job.id}.`,
  });
}
