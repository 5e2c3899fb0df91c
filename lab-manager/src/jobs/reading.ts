import type { Job, JobKind } from '../core/model/job.ts';
import { waited } from '../core/ondemand/waits.ts';
import { stepName } from '../core/step-names.ts';
import { acting } from './acting.ts';
import type { BackupScope, BackupWork } from './backup-work.ts';
import { inARow } from './in-a-row.ts';
import type { PlannedStep, Step } from './job-definition.ts';
import { quietStep, wakeStep, wakeSteps } from './quiet-services.ts';
import { isDone, isOver, wasTried } from './step-history.ts';

const begin = 'begin';
export const end = 'end';
const clean = 'clean';

/** What replaces files of the lab, or takes them away: while they are read it waits. All else goes on. */
const replacing: readonly JobKind[] = [
  'apply',
  'install',
  'uninstall',
  'enable',
  'disable',
  'reset',
  'remove-data',
];

/** What reads everything of the lab. */
export interface ReadingOfAll {
  read: Step;
  /** Of what is there most can be read before anything is quiet; undefined: reading it twice gains nothing. */
  ahead?: Step;
}

/**
 * What comes before and after everything of the lab is read: it begins with an empty staging folder each time. Where nothing asks
 * to be quiet the lab goes on while it is read. Else nothing may start meanwhile, and what is quiet is so only until it was read.
 */
export function readingSteps(
  backup: BackupWork,
  job: Job,
  scope: BackupScope,
  { read, ahead }: ReadingOfAll,
): readonly PlannedStep[] {
  if (!waited(job, scope.workplaces)) return [waitStep(backup, job, scope)];
  const stage = backup.stage(job);
  const first = beginStep(backup, job, scope);
  const written = writingSteps(backup, job, scope);
  if (!scope.guarded) return stage === 'staged' ? beside(read) : inARow([first, ...written]);
  if (ahead !== undefined && !isOver(job, ahead.name))
    return stage === 'begun' ? beside({ ...ahead, mayFail: true }) : inARow([first]);
  return inARow([
    ...(stage === 'begun' ? [] : [first]),
    ...scope.quiet.map((service) => quietStep(backup, job, service)),
    ...written,
    read,
    ...scope.quiet.map((service) => wakeStep(backup, service)),
  ]);
}

const beginStep = (backup: BackupWork, job: Job, scope: BackupScope): Step => ({
  name: begin,
  sentence: 'make room for what is written out, and look where it goes',
  do: (report, signal) => backup.begin(job, scope, report, signal),
});

const writingSteps = (backup: BackupWork, job: Job, { databases }: BackupScope): readonly Step[] => [
  ...databases.map((service): Step => ({
    name: stepName({ kind: 'dump', service }),
    sentence: `write out the database ${service}`,
    mayFail: true,
    do: (report, signal) => backup.dump(job, service, report, signal),
  })),
  {
    name: 'stage',
    sentence: 'write down what there is to be read',
    do: (report, signal) => backup.writeDown(job, report, signal),
  },
];

/** Others go on meanwhile. */
const beside = (step: Step): readonly PlannedStep[] => [
  { ...step, after: [], waits: true, keepsOff: replacing },
];

/** What comes after a failure: everything goes on, and nothing stays staged. */
export function leavingSteps(backup: BackupWork, job: Job): readonly PlannedStep[] {
  const wake = wakeSteps(backup, job);
  if (wake.length > 0) return wake;
  const isClean = !wasTried(job, begin) || isDone(job, end) || isOver(job, clean);
  return isClean ? [] : [cleanStep(backup, job, clean)];
}

/** A job that fails has another name for it, so that it is seen what it is for. */
export const cleanStep = (backup: BackupWork, job: Job, name: typeof end | typeof clean): PlannedStep => ({
  name,
  sentence: 'remove what was staged',
  after: [],
  do: () => backup.end(job),
});

const waitStep = (backup: BackupWork, job: Job, { workplaces }: BackupScope): PlannedStep =>
  acting(
    { kind: 'waitForWork', environments: workplaces },
    {
      sentence: `wait for the work that runs in ${workplaces.join(' and ')}`,
      waits: true,
      do: (report, signal) => backup.waitForWork(job, workplaces, report, signal),
    },
  );
