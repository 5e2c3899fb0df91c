import { queryOptions } from '@tanstack/react-query';
import type { PlanReply, StatusReply } from 'lab-manager/contract';
import { get } from '../../lib/http.ts';

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => get<StatusReply>('/status', signal),
});

/** Asked for anew each time: it depends on the world, not only on the lab file. */
export const planQuery = queryOptions({
  queryKey: ['plan'],
  queryFn: ({ signal }) => get<PlanReply>('/plan', signal),
  staleTime: 0,
});
