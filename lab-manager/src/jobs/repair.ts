import { damageInWords } from '../core/backup/damage-in-words.ts';
import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import { snapshotStep, stepAct, stepName } from '../core/step-names.ts';
import type { BackupScope, BackupWork, RepairWork, VerifyWork } from './backup-work.ts';
import { inARow } from './in-a-row.ts';
import type { JobDefinition, PlannedStep, Step } from './job-definition.ts';
import { lackingSnapshot } from './lacking-snapshot.ts';
import { cleanStep, end, leavingSteps, readingSteps } from './reading.ts';
import { wakeSteps } from './quiet-services.ts';
import { failures, isDone, isOver, lastWords } from './step-history.ts';

export interface RepairTools {
  backup: BackupWork;
  verify: VerifyWork;
  repair: RepairWork;
}

const index = 'index';
const snapshots = 'snapshots';

/**
 * Mends a repository as far as what lies there allows, because a person said so: what is rotten goes, with what of snapshots
 * refers to it. A new snapshot, for which every file is read, writes it again where the lab still has it; then what was
 * damaged is read once more, since only that says that it is right.
 */
export const repairJob = (tools: RepairTools): JobDefinition => {
  const { backup, repair } = tools;

  const plan = async (job: Job): Promise<readonly PlannedStep[]> => {
    const wake = wakeSteps(backup, job);
    if (wake.length > 0) return wake;
    const repository = repair.repository(job.params);
    const mending = mendingSteps(repair, job, repository);
    if (mending.length > 0) return mending;
    const scope = await backup.scope(job);
    if (!isDone(job, snapshotStep))
      return readingSteps(backup, job, scope, {
        read: {
          name: snapshotStep,
          sentence: 'have every file read into the repository',
          do: (report, signal) => backup.snapshot(job, report, signal),
        },
      });
    const after = afterwards(tools, job, repository, scope);
    if (after.length > 0) return after;
    return isDone(job, end) ? [] : [cleanStep(backup, job, end)];
  };

  return {
    title: (params) => `Repair ${repair.repository(params)}: take out what is damaged, and back up anew`,

    plan: async (job) => {
      const steps = await plan(job);
      if (steps.length > 0) return steps;
      const trouble = await troubleOf(tools, job);
      if (trouble !== undefined) throw trouble;
      return [];
    },

    onFailure: async (job) => leavingSteps(backup, job),

    outcome: (job) => [snapshots, snapshotStep].flatMap((name) => lastWords(job, name) ?? []).join(' '),
  };
};

/** The index first: packs are looked for by it. Snapshots last: they are judged by what is left. */
function mendingSteps(repair: RepairWork, job: Job, repository: string): readonly PlannedStep[] {
  if (isDone(job, snapshots)) return [];
  const steps: Step[] = [
    {
      name: index,
      sentence: `write the index of ${repository} anew`,
      do: (report, signal) => repair.index(repository, report, signal),
    },
    ...repair.damagedParts(repository).map((part): Step => ({
      name: mend(part),
      sentence: `read part ${part} of ${repository}, and write what is damaged anew without what is rotten`,
      do: (report, signal) => repair.packs(repository, part, report, signal),
    })),
    {
      name: snapshots,
      sentence: `take out of the snapshots in ${repository} what is gone`,
      do: (report, signal) => repair.snapshots(repository, report, signal),
    },
  ];
  const open = steps.filter(({ name }) => !isDone(job, name));
  return inARow(open.map((step) => ({ ...step, waits: true })));
}

const mend = (part: number): string => `mend:${part}`;

/** What was mended in part, by this job. */
const mendedParts = (job: Job): readonly number[] =>
  [...new Set(job.steps.flatMap(({ name }) => /^mend:(\d+)$/.exec(name)?.[1] ?? []))].map(Number);

/** A copy gets the new snapshot by way of those it is filled from. */
function afterwards(
  { backup, verify }: RepairTools,
  job: Job,
  repository: string,
  { primary, copies }: BackupScope,
): readonly PlannedStep[] {
  const filled = way(repository, copies);
  const rounds: Step[][] = [
    filled.map((copy) => ({
      name: stepName({ kind: 'copy', repository: copy.name }),
      sentence: `copy the snapshot to ${copy.name}`,
      do: (report, signal) => backup.copy(job, copy, report, signal),
    })),
    [
      ...[primary, ...filled.map(({ name }) => name)].map((name): Step => ({
        name: `look:${name}`,
        sentence: `look at the structure of ${name}`,
        do: (report, signal) => verify.checkStructure(name, report, signal),
      })),
      ...mendedParts(job).map((part): Step => ({
        name: `again:${part}`,
        sentence: `read part ${part} of ${repository} again`,
        do: (report, signal) => verify.readPart(repository, part, report, signal),
      })),
    ],
  ];
  const open = rounds.map((steps) => steps.filter(({ name }) => !isOver(job, name)));
  const next = open.find((steps) => steps.length > 0) ?? [];
  return inARow(next.map((step) => ({ ...step, mayFail: true, waits: true })));
}

function way(repository: string, copies: BackupScope['copies']): BackupScope['copies'] {
  const last = copies.find(({ name }) => name === repository);
  return last === undefined ? [] : [...way(last.from, copies), last];
}

/** Why it can't be called mended. */
async function troubleOf({ backup, verify, repair }: RepairTools, job: Job): Promise<LabError | undefined> {
  const repository = repair.repository(job.params);
  const damage = damageInWords(verify.damage(repository));
  if (damage !== undefined)
    return new LabError('backup.damaged', `${repository} is damaged still: ${damage}`, {
      hint: 'See to its disk before you repair it again: what is written there rots. A copy elsewhere is named in the lab file under backup.repositories.',
    });
  const made = await backup.madeBy(job);
  const failed = failures(job, (name) => stepAct(name)?.kind === 'copy' || /^(look|again):/.test(name));
  const troubles = [...lackingSnapshot('The new snapshot', made), ...failed];
  if (made !== undefined && troubles.length === 0) return undefined;
  const what = made === undefined ? 'The new snapshot is gone again.' : `${repository} was mended.`;
  return new LabError('backup.incomplete', [what, ...troubles].join(' '), {
    hint: `See the job’s log: labctl job show ${job.id}. Then make a snapshot: labctl backup now.`,
  });
}
