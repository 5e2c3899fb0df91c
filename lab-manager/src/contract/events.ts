import * as z from 'zod';
import type { FiguresReply } from './figures.ts';
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
  /** To those who watch, every few seconds. */
  'figures:now': (figures: FiguresReply) => void;
  'logs:end': (event: { subscription: string; reason: string }) => void;
}

export const logsFollowRequest = z
  .object({
    service: z.string().min(1).max(100),
    tail: z.int().min(0).max(10_000),
    since: z.iso.datetime().optional(),
    grep: z.string().min(1).max(200).optional(),
  })
  .strict();
export type LogsFollowRequest = z.infer<typeof logsFollowRequest>;

export const logsStopRequest = z.object({ subscription: z.string().min(1).max(64) }).strict();
export type LogsStopRequest = z.infer<typeof logsStopRequest>;

/** Watching figures needs no choice. */
export const figuresWatchRequest = z.object({}).strict();
export type FiguresWatchRequest = z.infer<typeof figuresWatchRequest>;

export interface EventError {
  error: { code: string; message: string };
}

/** What a client may send; each needs the permission named in `socketPermissions`. */
export interface ClientEvents {
  'logs:follow': (
    request: LogsFollowRequest,
    reply: (answer: { subscription: string } | EventError) => void,
  ) => void;
  'logs:stop': (request: LogsStopRequest) => void;
  /** From now on `figures:now` comes, until `figures:unwatch`. */
  'figures:watch': (request: FiguresWatchRequest) => void;
  'figures:unwatch': (request: FiguresWatchRequest) => void;
}
