import * as z from 'zod';
import { parsedJson } from '../../core/json.ts';
import { takeAnotherOrLacking } from '../../core/backup/another-to-take.ts';
import { faultyWords } from '../../core/backup/faulty-files.ts';
import type { FaultyFiles } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { EnvironmentName } from '../../core/model/lab-file.ts';
import type { ContainerEngine } from '../../core/ports.ts';

/** It looks at every file that a row names. */
const probeSeconds = 1860;

const answer = z.object({
  resources: z.int().min(0),
  resource_bytes: z.int().min(0),
  faulty_files: z.int().min(0),
  faults: z.array(z.object({ resource: z.string(), name: z.string(), fault: z.string() })),
});
export type GlabFound = z.infer<typeof answer>;

interface Asked {
  environment: EnvironmentName;
  /** What to do where it does not say: what is asked about may be in use, restored or tried out. */
  hint: string;
}

/** What a glab finds, at rest on what was restored or in use. Throws `backup.probe_failed`. */
export async function glabSays(
  engine: Pick<ContainerEngine, 'exec'>,
  container: string,
  { environment, hint }: Asked,
  signal: AbortSignal,
): Promise<GlabFound> {
  const { exitCode, stdout } = await engine.exec(container, ['labstead-glab', 'probe'], probeSeconds, signal);
  const found = exitCode === 0 ? answer.safeParse(parsedJson(stdout)).data : undefined;
  if (found !== undefined) return found;
  throw new LabError('backup.probe_failed', `${environment}’s glab does not say what it finds.`, { hint });
}

export const faultyFilesOf = (
  environment: EnvironmentName,
  { faulty_files: count, faults }: GlabFound,
): FaultyFiles => ({ environment, count, named: faults });

export const moreFaulty = (job: Pick<Job, 'kind'>, found: FaultyFiles): LabError =>
  new LabError(
    'backup.probe_failed',
    `More is wrong than when the snapshot was taken: ${faultyWords(found.environment, found)}.`,
    { hint: takeAnotherOrLacking(job) },
  );
