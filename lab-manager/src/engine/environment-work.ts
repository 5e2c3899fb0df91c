import * as z from 'zod';
import { parsedJson } from '../core/json.ts';
import type { EnvironmentWork } from '../core/model/work.ts';
import { LabError } from '../core/model/lab-error.ts';
import { containerName } from '../core/names.ts';
import type { ContainerEngine, EnvironmentMemories } from '../core/ports.ts';

/** Long enough for a machine under load; a glab that is stuck must not hold anything up. */
const askSeconds = 10;

const status = z.object({
  running_scenarios: z.number().int().min(0).nullable(),
  queued_scenarios: z.number().int().min(0).nullable(),
});

const counted = z.number().int().min(0);
const use = z.object({
  unused_seconds: z.number().min(0).nullable(),
  // Older images of the codelab don't count; 0 is their word for something that runs.
  running: z.object({ cells: counted, tests: counted, programs: counted.optional() }).optional(),
});

export interface WorkInside {
  /**
   * Of an environment or the codelab. Undefined where nobody can tell: it doesn't answer, or its database doesn't. Nothing
   * goes on in what doesn't run.
   */
  ask(workplace: string): Promise<EnvironmentWork | undefined>;
  /** Starts nothing queued for so long, and answers as `ask`. 0: goes on. What can't is only asked. */
  hold(workplace: string, seconds: number): Promise<EnvironmentWork | undefined>;
  /**
   * Milliseconds since somebody used what belongs to the environment beside its glab, 0 while something runs in it, Infinity
   * where nobody ever did; undefined where nobody can tell.
   */
  unusedMs(environment: string): Promise<number | undefined>;
}

export interface WorkInsideOptions {
  engine: Pick<ContainerEngine, 'exec'>;
  memories: Pick<EnvironmentMemories, 'noteQueued'>;
  labId: () => string;
}

/** Asks each environment's containers by their own commands, inside: no network leads from the manager to them. */
export function workInside({ engine, memories, labId }: WorkInsideOptions): WorkInside {
  const runIn = (service: string, argv: readonly string[]) =>
    engine.exec(containerName(labId(), service), argv, askSeconds);
  const run = async (environment: string, ...argv: string[]): Promise<EnvironmentWork | undefined> => {
    try {
      const { exitCode, stdout } = await runIn(`${environment}-glab`, ['labstead-glab', ...argv]);
      const work = exitCode === 0 ? read(stdout) : undefined;
      // Kept for when it is stopped and can't be asked.
      if (work !== undefined) memories.noteQueued(environment, work.queued);
      return work;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      return runsNot(error) ? { running: 0, queued: 0 } : undefined;
    }
  };
  const used = async (): Promise<Used | 'runs not' | undefined> => {
    try {
      const { exitCode, stdout } = await runIn(codelab, ['codelab-unused']);
      return exitCode === 0 ? use.safeParse(parsedJson(stdout)).data : undefined;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      return runsNot(error) ? 'runs not' : undefined;
    }
  };
  return {
    ask: async (workplace) => (workplace === codelab ? workOf(await used()) : run(workplace, 'status')),
    unusedMs: async (environment) => {
      if (environment !== 'dev') return Infinity;
      const answer = await used();
      if (answer === 'runs not') return Infinity;
      return answer && (answer.unused_seconds === null ? Infinity : answer.unused_seconds * 1000);
    },
    hold: async (workplace, seconds) =>
      workplace === codelab
        ? workOf(await used())
        : ((await run(workplace, 'hold', String(seconds))) ?? run(workplace, 'status')),
  };
}

const codelab = 'dev-codelab';
type Used = z.infer<typeof use>;

function workOf(used: Used | 'runs not' | undefined): EnvironmentWork | undefined {
  if (used === 'runs not') return { running: 0, queued: 0 };
  if (used === undefined) return undefined;
  const { cells, tests, programs } = used.running ?? { cells: 0, tests: 0 };
  const uncounted = used.running === undefined && used.unused_seconds === 0 ? 1 : 0;
  return {
    running: cells + tests + uncounted,
    queued: 0,
    codelab: { cells, tests, ...(programs !== undefined && { programs }) },
  };
}

const runsNot = ({ code }: LabError): boolean => ['container.not_running', 'docker.not_found'].includes(code);

function read(text: string): EnvironmentWork | undefined {
  const answer = status.safeParse(parsedJson(text)).data;
  if (answer === undefined || answer.running_scenarios === null || answer.queued_scenarios === null)
    return undefined;
  return { running: answer.running_scenarios, queued: answer.queued_scenarios };
}
