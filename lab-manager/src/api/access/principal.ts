import type { Requester } from '../../core/model/job.ts';
import type { User } from '../../core/model/user.ts';
import type { StoredSession, StoredToken } from '../../core/ports.ts';

/** Who asks, and by what it was proved. */
export type Principal =
  | { user: User; via: 'cookie'; client: Requester['via']; session: StoredSession }
  | { user: User; via: 'token'; client: Requester['via']; token: StoredToken };
