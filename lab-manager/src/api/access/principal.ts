import type { Requester } from '../../core/model/job.ts';
import type { Program, User } from '../../core/model/user.ts';
import type { StoredSession, StoredToken } from '../../core/ports.ts';

/** A person who asks, and by what it was proved. */
export type Person =
  | { user: User; via: 'cookie'; client: Requester['via']; session: StoredSession }
  | { user: User; via: 'token'; client: Requester['via']; token: StoredToken };

/** Who asks: a person, or the codelab, whose token the lab made itself. */
export type Principal = Person | { user: Program; via: 'program'; client: 'api' };
