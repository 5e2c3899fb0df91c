import type { JobKind } from '../../src/core/model/job.ts';
import { verbNames } from '../../src/contract/index.ts';
import type { JobDefinition, JobDefinitions } from '../../src/jobs/job-definition.ts';

/** The same definition whatever is asked for. */
export const always = (definition: JobDefinition): JobDefinitions =>
  Object.fromEntries(
    ([...verbNames, 'reset', 'remove-data', 'heal'] as JobKind[]).map((kind) => [kind, definition]),
  ) as JobDefinitions;
