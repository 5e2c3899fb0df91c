import type { JobKind } from '../../src/core/model/job.ts';
import { jobKind } from '../../src/contract/index.ts';
import type { JobDefinition, JobDefinitions } from '../../src/jobs/job-definition.ts';

/** The same definition whatever is asked for. */
export const always = (definition: JobDefinition): JobDefinitions =>
  Object.fromEntries(jobKind.options.map((kind: JobKind) => [kind, definition])) as unknown as JobDefinitions;
