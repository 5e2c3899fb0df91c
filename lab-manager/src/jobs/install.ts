import type { JobDefinition } from './job-definition.ts';
import type { LabJobTools } from './lab-work.ts';
import { named } from './sentences.ts';
import { startJob } from './start.ts';

/**
 * Puts on this machine what the lab file asks for and starts it, whatever was stopped or uninstalled before. Of the whole
 * lab, it takes the newest lab file first.
 */
export const installJob = (tools: LabJobTools): JobDefinition => {
  const start = startJob(tools);
  return {
    ...start,
    title: ({ target }) => {
      tools.work.assertStartable(target);
      return `Install ${named(target)}`;
    },
    plan: async (job, context) => {
      const take = job.params.target === 'lab' ? await tools.work.takeLabFileStep() : undefined;
      if (take === undefined) return start.plan(job, context);
      const wait = await tools.work.beforeApplying(job);
      return wait.length > 0 ? wait : [take];
    },
    onFailure: async (job, ending, context) => {
      const giveBack = ending.reason === 'cancelled' ? tools.work.giveLabFileBackStep(job) : undefined;
      return giveBack === undefined ? (start.onFailure?.(job, ending, context) ?? []) : [giveBack];
    },
  };
};
