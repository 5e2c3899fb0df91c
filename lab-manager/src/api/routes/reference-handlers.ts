import { apiBase } from '../../contract/index.ts';
import { dataOfId } from '../../core/bricks/leftover-data.ts';
import type { Requester } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { jobReply } from './job-reply.ts';
import { requesterOf } from './requester.ts';
import { time } from './time.ts';

type Names = 'getReference' | 'removeReference' | 'removeBrickData';

export function referenceHandlers({ deps: { lab, jobs, store } }: Services): Pick<Handlers, Names> {
  const remove = (target: string, requestedBy: Requester) => {
    // It takes seconds, and nothing it is about can be in use by then.
    const job = jobs.ask({ kind: 'remove-data', params: { target }, requestedBy, whenBusy: 'wait' });
    return { body: jobReply(job, store.users), location: `${apiBase}/jobs/${job.id}`, target: job.id };
  };
  return {
    getReference: () => {
      const { wanted, needs, generations } = lab.reference();
      return {
        body: {
          wanted: wanted === undefined ? null : { ...wanted, readers: [...wanted.readers] },
          needs: [...needs],
          generations: generations.map(({ about, builtAt, ...one }) => ({
            ...one,
            about: about ?? null,
            builtAt: builtAt === 0 ? null : time(builtAt),
          })),
        },
      };
    },
    removeReference: ({ params, caller, asker }) =>
      remove(params.generation, requesterOf(caller, asker.requestId)),
    removeBrickData: ({ params, caller, asker }) => {
      const id = `${params.environment}/${params.data}`;
      if (dataOfId(id) === undefined)
        throw new LabError('data.unknown', 'There is no such data of a brick.', {
          hint: 'labctl doctor lists what no brick declares any more.',
        });
      return remove(id, requesterOf(caller, asker.requestId));
    },
  };
}
