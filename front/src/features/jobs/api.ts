import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { JobLogReply, JobReply, JobsReply } from 'lab-manager/contract';
import { get, post } from '../../lib/http.ts';

export type JobSummary = JobsReply['items'][number];
type Action = 'apply' | 'start' | 'stop' | 'restart';

export const isOver = (job: Pick<JobReply, 'state'>) => job.state !== 'queued' && job.state !== 'running';

export const jobsQuery = infiniteQueryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal, pageParam }) =>
    get<JobsReply>(
      `/jobs?limit=30${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
      signal,
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextCursor,
});

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => get<JobReply>(`/jobs/${encodeURIComponent(id)}`, signal),
    // The live line tells sooner; this is for when it is cut.
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOver(data) ? false : 4000),
  });

/** The whole log: pages are followed to the end, live lines are added by the page. */
export const jobLogQuery = (id: string) =>
  queryOptions({
    queryKey: ['job-log', id],
    queryFn: async ({ signal }) => {
      const items: JobLogReply['items'] = [];
      let cursor: string | null = null;
      do {
        const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: JobLogReply = await get<JobLogReply>(
          `/jobs/${encodeURIComponent(id)}/log?limit=200${after}`,
          signal,
        );
        items.push(...page.items);
        cursor = page.items.length === 0 ? null : page.nextCursor;
      } while (cursor !== null);
      return items;
    },
  });

export function useStartJob() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: { kind: Action; target: string }) =>
      post<JobReply>('/jobs', { ...request, whenBusy: 'refuse' }),
    onSuccess: (job) => {
      queries.setQueryData(jobQuery(job.id).queryKey, job);
      void queries.invalidateQueries({ queryKey: jobsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ['status'] });
    },
  });
}

export function useCancelJob() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => post<JobReply>(`/jobs/${encodeURIComponent(id)}/cancel`),
    onSuccess: (job) => {
      queries.setQueryData(jobQuery(job.id).queryKey, job);
    },
  });
}
