import type { RequestHandler } from 'express';
import { LabError } from '../../core/model/lab-error.ts';
import type { Job } from '../../core/model/job.ts';
import { isUninstalled } from '../../core/targets.ts';
import type { ApiDeps } from '../deps.ts';
import { goneSignal } from '../http/gone-signal.ts';
import { ended } from '../routes/job-ended.ts';

/** Below what clients allow for an answer; an apply that takes longer goes on by itself. */
const mostWaitMs = 240_000;
const mostWorkWaitSeconds = 24 * 3600;

/**
 * For the installer, which has no account: once it got newer images, the lab is to run from them. It asks from inside the
 * manager's own container; who can do that is root on the machine already.
 */
export function applyFromInside({ lab, jobs, store }: ApiDeps): RequestHandler {
  return async function apply(request, response) {
    if (!isLoopback(request.socket.remoteAddress)) throw notFromInside();
    // A second run of the installer changes nothing: not even the list of jobs.
    // Whoever runs the installer on a lab that was uninstalled wants it back.
    const kind = isUninstalled(lab.status().services) ? 'install' : 'apply';
    if (kind === 'apply' && (await lab.plan()).length === 0) {
      response.json({ job: null, state: 'succeeded', outcome: 'Nothing to do: the lab is as wished.' });
      return;
    }
    const { id } = jobs.ask({
      kind,
      // Newer images end nobody's work: it is waited for, and the installer doesn't wait along.
      params: { target: 'lab', waitForWork: mostWorkWaitSeconds },
      requestedBy: { actor: 'lab', via: 'lab', requestId: String(request.id) },
      whenBusy: 'wait',
    });
    const current = (): Job => store.journal.get(id) ?? vanished(id);
    await ended(jobs, current, mostWaitMs, goneSignal(response));
    const { state, outcome } = current();
    response.json({ job: id, state, outcome: outcome ?? null });
  };
}

export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);
}

function notFromInside(): LabError {
  return new LabError('auth.forbidden', 'This is answered inside the manager’s own container only.', {
    hint: 'From outside: labctl apply.',
  });
}

function vanished(id: string): never {
  throw new LabError('job.not_found', `There is no job ${id}.`, { hint: 'Ask for it again.' });
}
