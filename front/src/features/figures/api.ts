import { queryOptions } from '@tanstack/react-query';
import type { FigureHistoryReply, FiguresReply } from 'lab-manager/contract';
import { get } from '../../lib/http.ts';

export const figuresQuery = queryOptions({
  queryKey: ['figures'],
  queryFn: ({ signal }) => get<FiguresReply>('/figures', signal),
  // The live line tells sooner; this is for when it is cut.
  refetchInterval: 15_000,
});

const minute = 60_000;
/** The lab writes a minute down with the first reading after it, which come every few seconds while somebody looks. */
const written = 5000;
/** From this moment on; what was asked before it was written has to be asked again soon. */
export const untilNextPoint = (now: number): number => minute - ((now - written) % minute);
/** Counted from the last answer: the page is drawn anew every few seconds, and each time this is asked again. */
export const nextQuestionIn = (answeredAt: number, now: number): number =>
  Math.max(1000, answeredAt + untilNextPoint(answeredAt) - now);

/** A point more each minute, asked for when it is there: not up to a minute later. */
export const historyQuery = (subject: string) =>
  queryOptions({
    queryKey: ['figure-history', subject],
    queryFn: ({ signal }) =>
      get<FigureHistoryReply>(`/figures/history?subject=${encodeURIComponent(subject)}`, signal),
    refetchInterval: ({ state }) =>
      nextQuestionIn(Math.max(state.dataUpdatedAt, state.errorUpdatedAt), Date.now()),
  });
