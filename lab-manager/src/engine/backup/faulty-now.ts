import { faultyWords } from '../../core/backup/faulty-files.ts';
import type { FaultyFiles } from '../../core/model/backup.ts';
import type { EnvironmentName } from '../../core/model/lab-file.ts';
import type { ObservedContainer } from '../../core/model/observed-state.ts';
import { containerName } from '../../core/names.ts';
import type { ContainerEngine } from '../../core/ports.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { toLabError } from '../../jobs/job-ending.ts';
import { faultyFilesOf, glabSays } from './glab-probe.ts';

export interface FaultyNowOptions {
  engine: Pick<ContainerEngine, 'exec'>;
  labId: string;
  /** Looks anew. */
  containers(): Promise<readonly ObservedContainer[]>;
}

const hint = 'It is asked again with the next snapshot.';

/** Asks each glab that runs: a snapshot is no worse for what was wrong before it. */
export const faultyNow =
  ({ engine, labId, containers }: FaultyNowOptions) =>
  async (
    environments: readonly EnvironmentName[],
    report: StepReport,
    signal: AbortSignal,
  ): Promise<readonly FaultyFiles[]> => {
    const running = (await containers()).filter(({ ours, state }) => ours && state === 'running');
    const found: FaultyFiles[] = [];
    for (const environment of environments) {
      const glab = containerName(labId, `${environment}-glab`);
      if (!running.some(({ name }) => name === glab)) continue;
      try {
        const now = faultyFilesOf(environment, await glabSays(engine, glab, { environment, hint }, signal));
        if (now.count > 0) report.log(`Wrong already: ${faultyWords(environment, now)}.`);
        found.push(now);
      } catch (error) {
        if (signal.aborted) throw error;
        report.log(
          `${environment}’s glab can’t say whether its files are right: ${toLabError(error).message}`,
        );
      }
    }
    return found;
  };
