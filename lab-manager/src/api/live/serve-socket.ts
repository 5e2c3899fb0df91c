import type * as z from 'zod';
import {
  figuresWatchRequest,
  logsFollowRequest,
  logsStopRequest,
  socketPermissions,
} from '../../contract/index.ts';
import { may } from '../../core/access/permissions.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { parse } from '../http/parse.ts';
import type { Services } from '../services.ts';
import { FiguresWatching } from './figures-watching.ts';
import { LogFollows } from './log-follows.ts';
import type { LiveSocket } from './live-types.ts';
import { TokenBucket } from './token-bucket.ts';

type EventName = Exclude<keyof typeof socketPermissions, 'connect'>;

/** What one socket asked for and still gets. */
interface Asked {
  follows: LogFollows;
  figures: FiguresWatching;
}

interface EventServed<Request> {
  schema: z.ZodType<Request>;
  serve(request: Request, asked: Asked): unknown;
}

/** What clients may send; the compiler asks for a line per event of the permission table. */
const events = {
  'logs:follow': {
    schema: logsFollowRequest,
    serve: (request, { follows }) => ({ subscription: follows.start(request) }),
  } satisfies EventServed<z.output<typeof logsFollowRequest>>,
  'logs:stop': {
    schema: logsStopRequest,
    serve: ({ subscription }, { follows }) => {
      follows.stop(subscription);
    },
  } satisfies EventServed<z.output<typeof logsStopRequest>>,
  'figures:watch': {
    schema: figuresWatchRequest,
    serve: (_request, { figures }) => {
      figures.start();
    },
  } satisfies EventServed<z.output<typeof figuresWatchRequest>>,
  'figures:unwatch': {
    schema: figuresWatchRequest,
    serve: (_request, { figures }) => {
      figures.stop();
    },
  } satisfies EventServed<z.output<typeof figuresWatchRequest>>,
} as const satisfies { [E in EventName]: unknown };

export const servedEvents = Object.keys(events);

/** Each event is checked by itself: what one may do can change while the socket is open. */
export function serveSocket(services: Services, socket: LiveSocket): void {
  const asked = { follows: new LogFollows(services, socket), figures: new FiguresWatching(services, socket) };
  const bucket = new TokenBucket(() => services.deps.clock.monotonic(), 20, 10);
  socket.on('disconnect', () => {
    asked.follows.stopAll();
    asked.figures.stop();
  });
  socket.onAny((name: string) => {
    if (!bucket.take() || !Object.hasOwn(events, name)) socket.disconnect(true);
  });
  const on = <Request>(name: EventName, { schema, serve }: EventServed<Request>) => {
    const listener = (request: unknown, reply?: unknown) => {
      const answer = attempt(services, socket, name, () => serve(parse(schema, request), asked));
      if (typeof reply === 'function') (reply as (answer: unknown) => void)(answer);
    };
    socket.on(name, listener);
  };
  on('logs:follow', events['logs:follow']);
  on('logs:stop', events['logs:stop']);
  on('figures:watch', events['figures:watch']);
  on('figures:unwatch', events['figures:unwatch']);
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
