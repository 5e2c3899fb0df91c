import { stoppedByStep, type WorkBy } from '../core/ondemand/endangered.ts';
import { refusal, touched, waited, type Found, type Patience } from '../core/ondemand/waits.ts';
import { mostSilentMs } from '../core/ondemand/deferring.ts';
import { stepAct } from '../core/step-names.ts';
import type { Job } from '../core/model/job.ts';
import type { Clock } from '../core/ports.ts';
import { acting } from '../jobs/acting.ts';
import type { PlannedStep, StepReport } from '../jobs/job-definition.ts';
import { holdSeconds, untilNone } from './until-none.ts';
import type { WorkInside } from './environment-work.ts';
import type { JobAges } from './job-ages.ts';

const usualEveryMs = 2000;
/**
 * The oldest images of the codelab know no such question, and must not keep the installer from replacing them. One that
 * merely doesn't answer once, as under load, may have work.
 */
const codelabSilentMs = 30_000;

function passedOver({ kind, requestedBy }: Job): ReadonlyMap<string, number> {
  const byInstaller = requestedBy.via === 'lab' && ['apply', 'install'].includes(kind);
  return new Map(byInstaller ? [['dev-codelab', codelabSilentMs]] : []);
}

export interface WaitForWork {
  /** Throws `work.running` while work runs, and `work.unknown` while nobody can tell. */
  assertNone(environments: readonly string[]): Promise<void>;
  /** Waits before anything is stopped, for as long as the job allows; throws as `assertNone` where it says nothing. */
  steps(job: Job, environments: readonly string[]): Promise<readonly PlannedStep[]>;
  /**
   * Looks once more, and goes on waiting, right before the step stops what work needs: what was held back may have begun. Where the
   * job was not asked to stop it, only work that is known to run keeps it from being stopped: its silence may be why.
   */
  guarded(
    job: Job,
    step: PlannedStep,
    by: { workBy: WorkBy; asked: (service: string) => boolean },
  ): PlannedStep;
  /** Of what is stopped because nobody was there: whether work began, or may have. Nothing queued begins from here on. */
  began(environments: readonly string[]): Promise<boolean>;
}

type Inside = Pick<WorkInside, 'ask' | 'hold'>;

export function waitForWork(
  inside: Inside,
  clock: Clock,
  ages: JobAges,
  everyMs = usualEveryMs,
): WaitForWork {
  const hold = async (environments: readonly string[], seconds: number): Promise<Found> =>
    Promise.all(environments.map(async (it) => [it, await inside.hold(it, seconds)] as const));
  const wait = (patience: Patience, report: StepReport, signal: AbortSignal): Promise<void> =>
    untilNone({ hold, clock, everyMs, patience }, report, signal);
  const leftOf = (job: Job, seconds: number) => () => seconds * 1000 - ages.ms(job);

  return {
    async assertNone(environments) {
      for (const environment of environments)
        assertNothing([[environment, await inside.ask(environment)]], true);
    },

    async steps(job, environments) {
      const { waitForWork: seconds, reason } = job.params;
      if (reason === 'idle' || environments.length === 0 || waited(job, environments)) return [];
      if (seconds === undefined || seconds === 0) {
        // From here to the stop nothing queued begins; and what is queued is remembered.
        const found = await hold(environments, holdSeconds);
        if (seconds === 0) return [];
        return letGoUnless(
          () => assertNothing(found, job.requestedBy.via !== 'lab'),
          () => hold(environments, 0),
        );
      }
      const patience = {
        environments,
        leftMs: leftOf(job, seconds),
        mostSilentMs: Math.min(mostSilentMs, seconds * 1000),
        passedOver: passedOver(job),
      };
      return [
        acting(
          { kind: 'waitForWork', environments },
          {
            sentence: `wait for the work that runs in ${environments.join(' and ')}`,
            waits: true,
            do: (report, signal) => wait(patience, report, signal),
          },
        ),
      ];
    },

    guarded(job, step, { workBy, asked }) {
      const service = stoppedByStep(stepAct(step.name));
      const { waitForWork: seconds = 0, reason } = job.params;
      const anyhow = job.params.waitForWork === 0 || reason === 'idle';
      if (service === undefined || anyhow || touched(job, service)) return step;
      const environments = workBy(service);
      if (environments.length === 0) return step;
      const patience = {
        environments,
        leftMs: leftOf(job, seconds),
        mostSilentMs,
        passedOver: passedOver(job),
      };
      return {
        ...step,
        do: async (report, signal) => {
          if (asked(service)) await wait(patience, report, signal);
          else
            assertNothing(
              (await hold(environments, holdSeconds)).filter(([, work]) => work !== undefined),
              false,
            );
          await step.do(report, signal);
        },
      };
    },

    async began(environments) {
      const found = await hold(environments, holdSeconds);
      const began = found.some(([, work]) => work === undefined || work.running > 0);
      if (began) await hold(environments, 0);
      return began;
    },
  };
}

function assertNothing(found: Found, byPerson: boolean): void {
  const why = refusal(found, byPerson);
  if (why) throw why;
}

async function letGoUnless(check: () => void, letGo: () => Promise<unknown>): Promise<[]> {
  try {
    check();
    return [];
  } catch (error) {
    await letGo();
    throw error;
  }
}
