import { useEffect } from 'react';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { FiguresReply } from 'lab-manager/contract';
import { openLive, useLiveState } from '../../lib/live.ts';
import { told } from '../../lib/told.ts';
import { figuresQuery } from './api.ts';

/** The figures, live as long as the page is open: the lab reads them often only while somebody watches. */
export function useFigures(): UseQueryResult<FiguresReply> {
  const queries = useQueryClient();
  const live = useLiveState().state === 'live';

  useEffect(() => {
    if (!live) return;
    const socket = openLive();
    const read = (figures: FiguresReply) => {
      void told(queries, figuresQuery.queryKey, figures);
    };
    socket.on('figures:now', read);
    socket.emit('figures:watch', {});
    return () => {
      socket.off('figures:now', read);
      socket.emit('figures:unwatch', {});
    };
  }, [live, queries]);

  return useQuery(figuresQuery);
}
