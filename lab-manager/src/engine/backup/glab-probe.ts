import * as z from 'zod';
import { parsedJson } from '../../core/json.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { EnvironmentName } from '../../core/model/lab-file.ts';
import type { ContainerEngine } from '../../core/ports.ts';

/** It looks at every file that a row names. */
const probeSeconds = 1860;

const answer = z.object({
  resources: z.int().min(0),
  resource_bytes: z.int().min(0),
  faulty_files: z.int().min(0),
  faults: z.array(z.object({ name: z.string(), fault: z.string() })),
});
export type GlabFound = z.infer<typeof answer>;

/** What a glab at rest finds on what was restored. Throws `backup.probe_failed`. */
export async function glabSays(
  engine: Pick<ContainerEngine, 'exec'>,
  container: string,
  environment: EnvironmentName,
  signal: AbortSignal,
): Promise<GlabFound> {
  const { exitCode, stdout } = await engine.exec(container, ['labstead-glab', 'probe'], probeSeconds, signal);
  const found = exitCode === 0 ? answer.safeParse(parsedJson(stdout)).data : undefined;
  if (found !== undefined) return found;
  throw new LabError(
    'backup.probe_failed',
    `${environment}’s glab does not say what it finds on what was restored.`,
    {
      hint: 'Restore from another snapshot. What is in use was not touched.',
    },
  );
}

export function faulty(environment: EnvironmentName, { faulty_files: count, faults }: GlabFound): LabError {
  const [first] = faults;
  const which = first === undefined ? '' : `: of ${first.name}, ${first.fault}`;
  const message = `${count} ${count === 1 ? 'file is' : 'files are'} not as the database of ${environment} has them${which}.`;
  return new LabError('backup.probe_failed', message, {
    hint: 'Restore from another snapshot. What is in use was not touched; the job’s log names more of them.',
  });
}
