import { leavesDatabases } from '../core/backup/lacking.ts';
import type { Job } from '../core/model/job.ts';
import type { EnvironmentName } from '../core/model/lab-file.ts';
import { stepName } from '../core/step-names.ts';
import { inARow } from './in-a-row.ts';
import type { PlannedStep, Step } from './job-definition.ts';
import { cannotBeMade, loadOf, proveOf } from './left-databases.ts';
import type { NamedPart, RestoreMaking } from './restore-work.ts';
import { sourceWord } from './sentences.ts';
import { isDone, wasTried } from './step-history.ts';

export const preflight = 'preflight';
export const clear = 'clear';

/**
 * Makes the parts beside what is in use and proves them. Others pass while it is fetched; while containers of its own run
 * nothing else may act, since to any other look they are strays. [] once all of them are proved. What had begun when the
 * manager died is made anew. `parts`: those that the job goes on with (`withoutLeft`).
 */
export function makingSteps(
  making: RestoreMaking,
  job: Job,
  parts: readonly NamedPart[],
): readonly PlannedStep[] {
  const isOpen = ({ name }: Step): boolean => !isDone(job, name);
  if (!isDone(job, preflight)) return waiting([preflightStep(making, job)]);
  const fetches = parts.map((part) => fetchStep(making, job, part)).filter(isOpen);
  if (fetches.length > 0) return waiting(fetches);
  const databases = parts.flatMap((part) =>
    part.database === undefined ? [] : [databaseSteps(making, job, part, part.database)],
  );
  if (leavesDatabases(job.params)) {
    // A round each, since what fails in the one is none of what the next is about.
    for (const round of [databases.map(([load]) => load), databases.map(([, prove]) => prove)]) {
      const open = round.filter(isOpen).map((step) => ({ ...step, mayFail: cannotBeMade }));
      if (open.length > 0) return inARow(open);
    }
  }
  const proofs = [
    ...databases.flat(),
    ...making.probed(job, parts).map((environment) => probeStep(making, job, environment)),
    clearStep(making, job),
  ];
  return inARow(proofs.filter(isOpen));
}

/** What proving needed goes, whatever came of it. */
export const clearAfterFailure = (making: RestoreMaking, job: Job): readonly PlannedStep[] =>
  wasTried(job, preflight) && !isDone(job, clear) ? [{ ...clearStep(making, job), after: [] }] : [];

export const environmentsOf = (parts: readonly NamedPart[]): readonly EnvironmentName[] => [
  ...new Set(parts.map(({ environment }) => environment)),
];

const waiting = (steps: readonly Step[]): readonly PlannedStep[] =>
  inARow(steps.map((step) => ({ ...step, waits: true })));

const preflightStep = (making: RestoreMaking, job: Job): Step => ({
  name: preflight,
  sentence: 'look whether there is room for it, and whether this lab can read it',
  do: (report, signal) => making.preflight(job, report, signal),
});

const fetchStep = (making: RestoreMaking, job: Job, part: NamedPart): Step => ({
  name: `fetch:${part.name}`,
  sentence: `fetch ${part.words} from ${sourceWord(job)}`,
  do: (report, signal) => making.fetch(job, part, report, signal),
});

function databaseSteps(
  making: RestoreMaking,
  job: Job,
  part: NamedPart,
  service: string,
): readonly [load: Step, prove: Step] {
  return [
    {
      name: loadOf(service),
      sentence: `load ${part.words} into a database of its own`,
      do: (report, signal) => making.load(job, part, report, signal),
    },
    {
      name: proveOf(service),
      sentence: `compare ${part.words} with what ${sourceWord(job)} says of it`,
      do: (report, signal) => making.prove(job, part, report, signal),
    },
  ];
}

const probeStep = (making: RestoreMaking, job: Job, environment: EnvironmentName): Step => ({
  name: stepName({ kind: 'probe', environment }),
  sentence: `start ${environment}'s glab on what was restored, apart from everything`,
  do: (report, signal) => making.probe(job, environment, report, signal),
});

const clearStep = (making: RestoreMaking, job: Job): Step => ({
  name: clear,
  sentence: 'take away what it was proved in',
  do: () => making.clear(job),
});
