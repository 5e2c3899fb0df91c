import type { RequestHandler } from 'express';
import * as z from 'zod';
import { isWholeRestore, restoreIsAmong } from '../../core/backup/fresh-machine.ts';
import type { Job, JobParams } from '../../core/model/job.ts';
import type { JobJournal } from '../../core/ports.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ApiDeps } from '../deps.ts';
import { goneSignal } from '../http/gone-signal.ts';
import { ended } from '../routes/job-ended.ts';
import { isLoopback } from './apply.ts';

/** Below what clients allow for an answer: who asks again is told how far it is. */
const mostWaitMs = 20_000;

const file = z.string().regex(/^[\w.-]+$/);
/** Id of the newest job that was brought along: what is asked here is newer. */
const after = z.string().default('');
/** A person who runs the installer asked for what can be had. */
const lacking = z.literal('yes').optional();
const asked = z.union([
  z.object({ repository: z.string().min(1), snapshot: z.string().regex(/^[0-9a-f]{64}$/), after, lacking }),
  z.object({ file, after, lacking }),
]);
type Asked = z.infer<typeof asked>;

/**
 * For the installer, which has laid down a lab and has no account there. Asked again for the same it tells of the job that
 * is at it, or was; one that failed is begun anew.
 */
export function restoreFromInside({ jobs, store }: Pick<ApiDeps, 'jobs' | 'store'>): RequestHandler {
  return async function restore(request, response) {
    if (!isLoopback(request.socket.remoteAddress)) throw notFromInside();
    const parsed = asked.safeParse(request.query);
    if (!parsed.success) throw notUnderstood();
    const { after: newest, lacking: leaves, ...params } = parsed.data;
    const found = sameJob(store.journal, params, newest);
    const job = found ?? jobs.ask(requestOf(params, leaves === 'yes', String(request.id)));
    const current = (): Job => store.journal.get(job.id) ?? job;
    await ended(jobs, current, mostWaitMs, goneSignal(response));
    const { state, outcome, steps, error } = current();
    const at = steps.findLast((step) => step.state === 'intent');
    const now =
      at === undefined ? null : [at.sentence, at.detail].filter((it) => it !== undefined).join(': ');
    response.json({ job: job.id, state, now, outcome: outcome ?? null, hint: error?.hint ?? null });
  };
}

type Params = Asked extends infer One ? (One extends Asked ? Omit<One, 'after' | 'lacking'> : never) : never;

function requestOf(params: Params, leavesDatabases: boolean, requestId: string) {
  return {
    kind: 'file' in params ? ('import' as const) : ('restore' as const),
    params: {
      target: 'lab',
      // Which one was decided before, and on an empty machine all that can be had is better than nothing.
      lacking: true as const,
      // But a whole database, of which another snapshot may hold more, nobody gives up without having said so.
      ...(!leavesDatabases && { everyDatabase: true as const }),
      ...params,
    },
    requestedBy: { actor: 'lab', via: 'lab' as const, requestId },
    whenBusy: 'wait' as const,
  };
}

/** A lab that was moved here once by an export of that name brought the job of then along. */
function sameJob(journal: JobJournal, params: Params, newest: string): Job | undefined {
  const wanted: Partial<JobParams> = params;
  const isSame = (job: Job): boolean =>
    isWholeRestore(job, newest) &&
    job.state !== 'failed' &&
    job.state !== 'cancelled' &&
    job.params.snapshot === wanted.snapshot &&
    job.params.file === wanted.file;
  return journal.list({ limit: restoreIsAmong, before: undefined }).find(isSame);
}

const notFromInside = (): LabError =>
  new LabError('auth.forbidden', 'This is answered inside the manager’s own container only.', {
    hint: 'From outside: labctl backup restore.',
  });

const notUnderstood = (): LabError =>
  new LabError('request.invalid', 'It has to be said which snapshot of which repository, or which export.', {
    hint: 'install.sh asks this way.',
  });
