import { apiBase } from '../../contract/index.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ApiDeps } from '../deps.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { ended } from './job-ended.ts';
import { jobReply, jobSummary } from './job-reply.ts';
import { pageAfter, positionOf } from './page.ts';
import { requesterOf } from './requester.ts';
import { time } from './time.ts';

type Names = 'listJobs' | 'newJob' | 'getJob' | 'getJobLog' | 'cancelJob';

export function jobHandlers({ deps }: Services): Pick<Handlers, Names> {
  const { jobs, lab, store } = deps;
  return {
    listJobs: ({ query }) => {
      const found = store.journal.list({ limit: query.limit + 1, before: query.cursor });
      const page = pageAfter(found, query.limit, (job) => job.id);
      return { body: { ...page, items: page.items.map((job) => jobSummary(job, store.users)) } };
    },
    newJob: async ({ body, caller, asker }) => {
      const { kind, target, whenBusy } = body;
      if (kind === 'apply') await lab.assertApplicable();
      const requestedBy = requesterOf(caller, asker.requestId);
      const job = jobs.ask({ kind, params: { target }, requestedBy, whenBusy });
      return { body: jobReply(job, store.users), location: `${apiBase}/jobs/${job.id}`, target: job.id };
    },
    getJob: async ({ params, query, signal }) => {
      await ended(jobs, () => jobOf(store, params.id), query.wait * 1000, signal);
      return { body: jobReply(jobOf(store, params.id), store.users) };
    },
    getJobLog: ({ params, query }) => {
      jobOf(store, params.id);
      const found = store.journal.log(params.id, positionOf(query.cursor) ?? 0, query.limit + 1);
      const page = pageAfter(found, query.limit, (line) => String(line.seq));
      return { body: { ...page, items: page.items.map((line) => ({ ...line, at: time(line.at) })) } };
    },
    cancelJob: ({ params }) => {
      jobOf(store, params.id);
      const job = jobs.cancel(params.id);
      return { body: jobReply(job, store.users), location: `${apiBase}/jobs/${job.id}` };
    },
  };
}

function jobOf(store: ApiDeps['store'], id: string): Job {
  const job = store.journal.get(id);
  if (job !== undefined) return job;
  throw new LabError('job.not_found', `There is no job ${id}.`, {
    hint: 'List them with `labctl job list`.',
  });
}
