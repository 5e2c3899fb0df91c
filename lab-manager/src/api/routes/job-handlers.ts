import { apiBase, inScope, outOfScope, verbs, type Scope, type Verb } from '../../contract/index.ts';
import type { Job } from '../../core/model/job.ts';
import { environmentNames } from '../../core/model/lab-file.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { quotable } from '../../engine/unknown-service.ts';
import { assertMay } from '../access/assert-may.ts';
import type { ApiDeps } from '../deps.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { assertNobodyElse } from './assert-nobody-else.ts';
import { ended } from './job-ended.ts';
import { jobReply, jobSummary } from './job-reply.ts';
import { pageAfter, positionOf } from './page.ts';
import { requesterOf } from './requester.ts';
import { time } from './time.ts';

type Names = 'listJobs' | 'newJob' | 'getJob' | 'getJobLog' | 'cancelJob';

export function jobHandlers({ deps }: Services): Pick<Handlers, Names> {
  const { jobs, lab, store, clock } = deps;
  return {
    listJobs: ({ query }) => {
      const found = store.journal.list({ limit: query.limit + 1, before: query.cursor });
      const page = pageAfter(found, query.limit, (job) => job.id);
      return { body: { ...page, items: page.items.map((job) => jobSummary(job, store.users)) } };
    },
    newJob: async ({ body, caller, asker }) => {
      const { kind, target, whenBusy, waitForWork } = body;
      assertMay(caller, verbs[kind].access);
      assertInScope(kind, target);
      if (needsLabFile.includes(kind)) await lab.assertApplicable();
      if (waitForWork === undefined && kind === 'disable')
        assertNobodyElse(store, { environment: target, caller: caller.user.id, now: clock.now() });
      if (waitForWork === undefined && stopsWork.includes(kind)) await lab.assertNoWork(target);
      if (waitForWork === undefined && replacesWork.includes(kind)) await lab.assertApplyEndsNoWork();
      const requestedBy = requesterOf(caller, asker.requestId);
      const job = jobs.ask({
        kind,
        params: { target, ...(waitForWork === undefined ? {} : { waitForWork }) },
        requestedBy,
        whenBusy,
      });
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

/** Refused at once, with every error, while lab.yaml can't be carried out. */
const needsLabFile: readonly Verb[] = ['apply', 'install', 'enable', 'disable'];

/** Asked about before anything is journalled; the job itself looks again. */
const stopsWork: readonly Verb[] = ['stop', 'restart', 'disable', 'uninstall'];

const replacesWork: readonly Verb[] = ['apply', 'install'];

function assertInScope(kind: Verb, target: string): void {
  const message = outOfScope(kind, scopeOf(target), quotable(target));
  if (message === undefined) return;
  throw new LabError('request.invalid', message, {
    hint: 'labctl status lists what there is.',
    details: [{ path: 'target', message: `has to be ${inScope(kind)}` }],
  });
}

const scopeOf = (target: string): Scope =>
  target === 'lab' ? 'lab' : environmentNames.some((name) => name === target) ? 'environment' : 'service';

function jobOf(store: ApiDeps['store'], id: string): Job {
  const job = store.journal.get(id);
  if (job !== undefined) return job;
  throw new LabError('job.not_found', `There is no job ${id}.`, {
    hint: 'List them with `labctl job list`.',
  });
}
