import type { JobDefinition } from './job-definition.ts';
import type { LabWork } from './lab-work.ts';
import { restoreJob } from './restore.ts';
import type { RestoreWork } from './restore-work.ts';

/** A restore from an export: all of it is checked before anything is made, and what was there lies aside as after any. */
export const importJob = (tools: { work: LabWork; restore: RestoreWork }): JobDefinition => ({
  ...restoreJob(tools),
  title: (params) => {
    tools.restore.assertRestorable(params);
    return `Import ${tools.restore.words(params)} from ${params.file ?? ''}`;
  },
});
