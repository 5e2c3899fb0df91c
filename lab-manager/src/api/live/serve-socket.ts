import type * as z from 'zod';
import { logsFollowRequest, logsStopRequest, socketPermissions } from '../../contract/index.ts';
import { may } from '../../core/access/permissions.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { parse } from '../http/parse.ts';
import type { Services } from '../services.ts';
import { LogFollows } from './log-follows.ts';
import type { LiveSocket } from './live-types.ts';
import { TokenBucket } from './token-bucket.ts';

type EventName = Exclude<keyof typeof socketPermissions, 'connect'>;

interface EventServed<Request> {
  schema: z.ZodType<Request>;
  serve(request: Request, follows: LogFollows): unknown;
}

/** What clients may send; the compiler asks for a line per event of the permission table. */
const events = {
  'logs:follow': {
    schema: logsFollowRequest,
    serve: ({ service, tail }, follows) => ({ subscription: follows.start(service, tail) }),
  } satisfies EventServed<z.output<typeof logsFollowRequest>>,
  'logs:stop': {
    schema: logsStopRequest,
    serve: ({ subscription }, follows) => {
      follows.stop(subscription);
    },
  } satisfies EventServed<z.output<typeof logsStopRequest>>,
} as const satisfies { [E in EventName]: unknown };

export const servedEvents = Object.keys(events);

/** Each event is checked by itself: what one may do can change while the socket is open. */
export function serveSocket(services: Services, socket: LiveSocket): void {
  const follows = new LogFollows(services, socket);
  const bucket = new TokenBucket(() => services.deps.clock.monotonic(), 20, 10);
  socket.on('disconnect', () => {
    follows.stopAll();
  });
  socket.onAny((name: string) => {
    if (!bucket.take() || !Object.hasOwn(events, name)) socket.disconnect(true);
  });
  const on = <Request>(name: EventName, { schema, serve }: EventServed<Request>) => {
    const listener = (request: unknown, reply?: unknown) => {
      const answer = attempt(services, socket, name, () => serve(parse(schema, request), follows));
      if (typeof reply === 'function') (reply as (answer: unknown) => void)(answer);
    };
    socket.on(name, listener);
  };
  on('logs:follow', events['logs:follow']);
  on('logs:stop', events['logs:stop']);
}

function attempt(services: Services, socket: LiveSocket, name: EventName, serve: () => unknown): unknown {
  try {
    const now = services.authenticator.renew(socket.data.principal);
    if (now === undefined)
      throw new LabError('auth.session_expired', 'The session has ended.', { hint: 'Sign in again.' });
    if (!may(now.user.role, socketPermissions[name])) {
      throw new LabError('auth.forbidden', `It needs the permission ${socketPermissions[name]}.`, {
        hint: 'An owner or admin of the lab can change that.',
      });
    }
    return serve() ?? {};
  } catch (error) {
    return { error: toEventError(services, error) };
  }
}

function toEventError({ deps }: Services, error: unknown): { code: string; message: string } {
  if (error instanceof LabError) return { code: error.code, message: error.message };
  deps.log.error({ err: error }, 'unexpected error in a socket event');
  return { code: 'internal', message: 'The lab manager failed to answer.' };
}
