import type { LogLineEvent } from 'lab-manager/contract';
import { messages } from './messages.ts';
import { keptLines, toLine, type LogLine } from './log-lines.ts';

export interface LogState {
  lines: readonly LogLine[];
  /** Came while paused. */
  held: readonly LogLine[];
  paused: boolean;
  trimmed: boolean;
  ended: string | null;
  refused: string | null;
  nextKey: number;
}

export type LogEvent =
  | { type: 'started' }
  | { type: 'lines'; lines: readonly LogLineEvent[]; skipped: number }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'ended'; reason: string }
  | { type: 'refused'; message: string };

export const emptyLog: LogState = {
  lines: [],
  held: [],
  paused: false,
  trimmed: false,
  ended: null,
  refused: null,
  nextKey: 0,
};

export function logReducer(state: LogState, event: LogEvent): LogState {
  switch (event.type) {
    case 'started':
      // After a lost line the whole tail comes again: nothing is shown twice.
      return { ...emptyLog, nextKey: state.nextKey };
    case 'lines':
      return receive(state, event.lines, event.skipped);
    case 'paused':
      return { ...state, paused: true };
    case 'resumed':
      return keep({ ...state, paused: false, held: [] }, state.held);
    case 'ended':
      return { ...state, ended: event.reason };
    case 'refused':
      return { ...state, refused: event.message };
  }
}

function receive(state: LogState, events: readonly LogLineEvent[], skipped: number): LogState {
  const gap: LogLineEvent[] =
    skipped === 0 ? [] : [{ stream: 'stderr', time: events[0]?.time ?? '', text: messages.skipped(skipped) }];
  const lines = [...gap, ...events].map((line, index) => toLine(state.nextKey + index, line));
  const next = { ...state, nextKey: state.nextKey + lines.length };
  return state.paused ? { ...next, held: [...state.held, ...lines].slice(-keptLines) } : keep(next, lines);
}

function keep(state: LogState, more: readonly LogLine[]): LogState {
  const lines = [...state.lines, ...more];
  return { ...state, lines: lines.slice(-keptLines), trimmed: state.trimmed || lines.length > keptLines };
}
