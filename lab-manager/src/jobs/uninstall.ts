import type { JobDefinition } from './job-definition.ts';
import { removeKeptSteps } from './kept-services.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome, named } from './sentences.ts';
import { stopJob } from './stop.ts';
import { installedSteps } from './wish-steps.ts';

/**
 * Takes containers and networks off this machine; data, settings and the lab file stay. They are stopped in order first,
 * since what nobody wants any more goes in no order. So goes what refused bricks keep, the last of all.
 */
export const uninstallJob = (tools: LabJobTools): JobDefinition => {
  const stop = stopJob(tools);
  return {
    ...stop,
    title: ({ target }) => {
      tools.work.assertRemovable(target);
      return `Uninstall ${named(target)}`;
    },
    plan: async (job, context) => {
      const stopping = await stop.plan(job, context);
      if (stopping.length > 0) return stopping;
      const wishes = installedSteps(tools, tools.work.servicesOf(job.params.target), true);
      return wishes.length > 0 ? wishes : removeKeptSteps(tools.work, job);
    },
    outcome: (job) => `${doneOutcome(job)} ${whatIsLeft(job.params.target)}`,
  };
};

const whatIsLeft = (target: string): string =>
  target === 'lab'
    ? 'All data is kept, and labctl install brings the lab back. The edge and the lab manager are left: ./install.sh --uninstall removes them.'
    : `Its data is kept, and labctl install ${target} brings it back.`;
