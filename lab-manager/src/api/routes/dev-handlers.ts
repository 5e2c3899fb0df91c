import { apiBase } from '../../contract/index.ts';
import type { JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Store } from '../../core/ports.ts';
import type { Principal } from '../access/principal.ts';
import type { Services } from '../services.ts';
import { assertLabName } from './assert-lab-name.ts';
import type { Handlers } from './handler.ts';
import { ended } from './job-ended.ts';
import { jobReply } from './job-reply.ts';
import { requesterOf } from './requester.ts';
import { serviceReply } from './status-reply.ts';

type Names = 'getDev' | 'newDevJob' | 'getDevJob' | 'resetDev' | 'reloadDev' | 'testBrick';

/** The one service that these routes are about. */
const target = 'dev-glab';

/** What the codelab's token is good for: dev-glab's start, stop, reload, and tests. */
export function devHandlers({ deps }: Services): Pick<Handlers, Names> {
  const { jobs, lab, store } = deps;
  const devHost = () => {
    const host = deps.hosts().environments.find(({ name }) => name === 'dev');
    if (host !== undefined) return host;
    throw new LabError('environment.unknown', 'This lab has no development environment.', {
      hint: 'Set environments.dev.enabled to true in the lab file.',
    });
  };
  const jobOf = (id: string) => {
    const job = store.journal.get(id);
    if (job?.params.target === target) return job;
    throw new LabError('job.not_found', `There is no job ${id} about ${target}.`, {
      hint: 'Ask for it again; only the newest jobs are kept.',
    });
  };
  return {
    getDev: () => {
      const services = lab.status().services.filter(({ environment }) => environment === 'dev');
      return { body: { url: devHost().origin, services: services.map(serviceReply) } };
    },
    newDevJob: async ({ body, caller, asker }) => {
      devHost();
      const installed = lab.status().services.find(({ name }) => name === target)?.wanted !== 'uninstalled';
      if (!installed) throw uninstalled();
      const requestedBy = requesterOf(caller, asker.requestId);
      const { kind, waitForWork } = body;
      const params = { target, ...(waitForWork === undefined ? {} : { waitForWork }) };
      const same = () =>
        store.journal.unfinished().find((one) => one.kind === kind && isSameWish(one.params, params));
      if (kind === 'stop' && waitForWork === undefined && same() === undefined)
        await lab.assertNoWork(target);
      // Asked for again it is the same job: a loop in the codelab doesn't fill the lab's queue. Whoever asked meanwhile counts.
      const open = same();
      if (open === undefined) assertMayAskAgain(store.journal, deps.clock.now(), caller);
      const job = open ?? jobs.ask({ kind, params, requestedBy, whenBusy: 'wait' });
      const location = `${apiBase}/dev/jobs/${job.id}`;
      return { body: jobReply(job, store.users), location, target: job.id };
    },
    getDevJob: async ({ params, query, signal }) => {
      await ended(jobs, () => jobOf(params.id), query.wait * 1000, signal);
      return { body: jobReply(jobOf(params.id), store.users) };
    },
    resetDev: async ({ body, caller, asker }) => {
      devHost();
      assertLabName(lab, body.confirm, 'emptied');
      const { waitForWork, codelab } = body;
      if (waitForWork === undefined) await lab.assertResetEndsNoWork(codelab);
      const wait = waitForWork === undefined ? {} : { waitForWork };
      const params = { target: 'dev', withCodelab: codelab, ...wait };
      const requestedBy = requesterOf(caller, asker.requestId);
      const job = jobs.ask({ kind: 'reset', params, requestedBy, whenBusy: body.whenBusy });
      return { body: jobReply(job, store.users), location: `${apiBase}/jobs/${job.id}`, target: job.id };
    },
    reloadDev: async () => {
      devHost();
      return { body: { bricks: [...(await lab.reloadDev())] }, target };
    },
    testBrick: async ({ body, signal }) => {
      devHost();
      const { exitCode, output } = await lab.testBrick(body.brick, signal);
      return { body: { passed: exitCode === 0, exitCode, output }, target: body.brick };
    },
  };
}

/** To be told to end work is another wish than not to be. */
const isSameWish = (one: JobParams, other: JobParams): boolean =>
  one.target === other.target && one.waitForWork === other.waitForWork;

const hourMs = 3_600_000;
const jobsAnHour = 60;

/** Of finished jobs the newest 500 are kept: a loop in the codelab must not push those of people out. */
function assertMayAskAgain(journal: Store['journal'], now: number, { user }: Principal): void {
  const recent = journal
    .list({ limit: jobsAnHour * 4, before: undefined })
    .filter(({ requestedBy, createdAt }) => requestedBy.actor === user.id && createdAt > now - hourMs);
  if (user.role !== 'codelab' || recent.length < jobsAnHour) return;
  const freeAt = (recent[jobsAnHour - 1]?.createdAt ?? now) + hourMs;
  throw new LabError('job.too_many', `The codelab asked for ${jobsAnHour} jobs within an hour.`, {
    hint: 'Start and stop dev from the console meanwhile.',
    retryAfterSeconds: Math.ceil((freeAt - now) / 1000),
  });
}

const uninstalled = (): LabError =>
  new LabError('service.stopped', `${target} was taken off this machine by a person.`, {
    hint: `An owner, admin or operator brings it back: labctl install ${target}.`,
  });
