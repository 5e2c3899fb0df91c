import { apiBase } from '../../contract/index.ts';
import { may, type Permission } from '../../core/access/permissions.ts';
import type { EnvironmentStatus } from '../../core/model/environment-status.ts';
import type { JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Principal } from '../access/principal.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { jobReply } from './job-reply.ts';
import { requesterOf } from './requester.ts';

export function environmentHandlers({ deps }: Services): Pick<Handlers, 'startEnvironment'> {
  const { jobs, lab, store } = deps;
  const underWay = (target: string) =>
    store.journal.unfinished().find(({ kind, params }) => kind === 'start' && params.target === target);
  return {
    startEnvironment: ({ params, caller, asker }) => {
      const environment = lab.status().environments.find(({ name }) => name === params.environment);
      if (environment === undefined || environment.state === 'disabled') throw unknown(environment);
      assertMayStart(caller, environment);
      // Two people before the same door: the second follows what the first began.
      const wish = meant(caller, environment);
      const job =
        underWay(wish.target) ??
        jobs.ask({
          kind: 'start',
          params: wish,
          requestedBy: requesterOf(caller, asker.requestId),
          whenBusy: 'wait',
        });
      return { body: jobReply(job, store.users), location: `${apiBase}/jobs/${job.id}`, target: job.id };
    },
  };
}

/** Who may not stop what a person may leaves alone what persons stopped, and takes back only what the codelab did. */
function meant({ user }: Principal, { name, stopped }: EnvironmentStatus): JobParams {
  if (may(user.role, 'job:run')) return { target: name };
  return stopped?.reason === 'codelab' ? { target: `${name}-glab` } : { target: name, sparesPersons: true };
}

/** What was stopped or taken away by somebody, only who might have done so starts. */
function neededFor({ state, stopped }: EnvironmentStatus): Permission {
  if (state === 'uninstalled' || stopped?.reason === 'person') return 'job:run';
  return stopped?.reason === 'codelab' ? 'dev:steer' : 'environment:start';
}

function assertMayStart({ user }: Principal, environment: EnvironmentStatus): void {
  const { name, sentence } = environment;
  if (may(user.role, neededFor(environment))) return;
  throw new LabError('auth.forbidden', `The role ${user.role} may not start ${name}. ${sentence}`, {
    hint: 'Ask an owner, admin or operator of the lab.',
  });
}

function unknown(environment: EnvironmentStatus | undefined): LabError {
  if (environment === undefined)
    return new LabError('environment.unknown', 'The lab has no such environment.', {
      hint: 'labctl status lists what there is.',
    });
  return new LabError('environment.unknown', `${environment.name} is disabled in the lab file.`, {
    hint: `An owner or admin enables it: labctl enable ${environment.name}.`,
  });
}
