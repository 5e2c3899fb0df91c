import { useEffect, useReducer, useState, type Dispatch } from 'react';
import type { ServerEvents } from 'lab-manager/contract';
import { openLive, useLiveState } from '../../lib/live.ts';
import { searchOf } from './log-filters.tsx';
import type { LogFilter } from './log-lines.ts';
import { emptyLog, logReducer, type LogEvent, type LogState } from './log-state.ts';

const tail = 500;

/** What is typed is asked for when the typing pauses. */
const pauseMs = 400;

/** Follows a service's log over the live line, and again after the line was lost. */
export function useLogFollow(
  service: string,
  filter: Pick<LogFilter, 'text' | 'since'>,
): readonly [LogState, Dispatch<LogEvent>, () => void] {
  const [log, tell] = useReducer(logReducer, emptyLog);
  const [round, setRound] = useState(0);
  const live = useLiveState().state === 'live';
  const text = useSettled(filter.text.trim(), pauseMs);
  const { since } = filter;

  useEffect(() => {
    if (!live) return;
    const socket = openLive();
    let subscription: string | undefined;
    let over = false;
    const lines: ServerEvents['logs:lines'] = (event) => {
      if (event.subscription === subscription)
        tell({ type: 'lines', lines: event.lines, skipped: event.skipped });
    };
    const end: ServerEvents['logs:end'] = (event) => {
      if (event.subscription === subscription) tell({ type: 'ended', reason: event.reason });
    };
    socket.on('logs:lines', lines);
    socket.on('logs:end', end);
    tell({ type: 'started' });
    socket.emit('logs:follow', { service, tail, ...searchOf({ text, since }, Date.now()) }, (answer) => {
      if ('error' in answer) {
        if (!over) tell({ type: 'refused', message: answer.error.message });
        return;
      }
      if (over) socket.emit('logs:stop', answer);
      else subscription = answer.subscription;
    });
    return () => {
      over = true;
      socket.off('logs:lines', lines);
      socket.off('logs:end', end);
      if (subscription !== undefined) socket.emit('logs:stop', { subscription });
    };
  }, [service, live, round, text, since]);

  return [
    log,
    tell,
    () => {
      setRound(round + 1);
    },
  ];
}

function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  }, [value, milliseconds]);
  return settled;
}
