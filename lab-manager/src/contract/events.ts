import type { JobReply } from './jobs.ts';
import type { StatusReply } from './status.ts';

/** A line of a service's log. */
export interface LogLineEvent {
  stream: 'stdout' | 'stderr';
  time: string;
  text: string;
}

/** socket.io at `/live`: what the lab sends. Every one is sent only to sockets that may read it. */
export interface ServerEvents {
  /** After each look that changed anything, and once on connection. */
  'lab:status': (status: StatusReply) => void;
  /** Whole job, at most 4 times a second; always after its last step. */
  'job:changed': (job: JobReply) => void;
  'job:log': (event: { job: string; seq: number; at: string; line: string }) => void;
  /** Lines of a log one asked for with `logs:follow`; `skipped` counts lines dropped because the reader was slow. */
  'logs:lines': (event: { subscription: string; lines: LogLineEvent[]; skipped: number }) => void;
  'logs:end': (event: { subscription: string; reason: string }) => void;
}

/** What a client may send; each needs the permission named in `socketPermissions`. */
export interface ClientEvents {
  'logs:follow': (
    request: { service: string; tail: number },
    reply: (answer: { subscription: string } | { error: { code: string; message: string } }) => void,
  ) => void;
  'logs:stop': (request: { subscription: string }) => void;
}
