import type { Requester } from '../../core/model/job.ts';
import type { Principal } from '../access/principal.ts';

export function requesterOf(caller: Principal, requestId: string): Requester {
  return { actor: caller.user.id, via: caller.client, requestId };
}
