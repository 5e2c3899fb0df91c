import type { Job } from '../core/model/job.ts';
import type { EnvironmentName } from '../core/model/lab-file.ts';
import type { PlannedStep } from './job-definition.ts';
import { startKeptAgainSteps } from './kept-services.ts';
import type { LabWork } from './lab-work.ts';
import type { NamedPart } from './restore-work.ts';
import { environmentsOf } from './restore-making.ts';
import { stopInReverse } from './stop-in-reverse.ts';

/** The steps, once nothing that has the parts open runs: nobody may while they are moved. */
export async function onceLetGo(
  work: LabWork,
  job: Job,
  parts: readonly NamedPart[],
  steps: readonly PlannedStep[],
): Promise<readonly PlannedStep[]> {
  const stops = (await Promise.all(environmentsOf(parts).map((it) => stopsIn(work, job, it, parts)))).flat();
  const first = stopInReverse(stops);
  return [...first, ...steps.map((step) => ({ ...step, after: [...first.keys()] }))];
}

/** Environments whose work is in the way: of a file or folder that is put back by itself nobody has to let go. */
export const hadToLetGo = (parts: readonly NamedPart[]): readonly EnvironmentName[] =>
  environmentsOf(
    parts.filter((part) => ['glab', 'codelab'].some((name) => part.isUsedBy(`${part.environment}-${name}`))),
  );

async function stopsIn(
  work: LabWork,
  job: Job,
  environment: EnvironmentName,
  parts: readonly NamedPart[],
): Promise<readonly PlannedStep[]> {
  const isUser = (name: string): boolean =>
    parts.some((part) => part.environment === environment && part.isUsedBy(name));
  const left = (await work.leftRunning(environment)).filter(isUser);
  const running = await work.startedBefore(work.servicesIn(environment).filter(isUser), Infinity);
  // What nothing asks for was started last, if at all.
  return [
    ...running.map((name) => work.stopStep(job, name)),
    ...left.map((name) => work.stopKeptStep(job, name)),
  ];
}

/** Whether it stopped anything, or may have: then it has to see that everything runs again. */
export const stoppedAny = (job: Job): boolean =>
  job.steps.some(
    ({ act, startedAt }) =>
      startedAt !== undefined && act?.kind === 'operation' && act.operation === 'stopContainer',
  );

/** Everything runs again as it is wished; the last what refused bricks keep, which must not hold up the rest. */
export async function asWished(
  work: LabWork,
  job: Job,
  puttingBack: boolean,
): Promise<readonly PlannedStep[]> {
  const round = await work.planRound({ job, puttingBack });
  return round.length > 0 ? round : startKeptAgainSteps(work, job);
}
