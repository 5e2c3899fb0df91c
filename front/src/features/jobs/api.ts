import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import type { JobLogReply, JobReply, JobsReply, ResetDevRequest, Verb } from 'lab-manager/contract';
import { get, post, remove } from '../../lib/http.ts';

export type JobSummary = JobsReply['items'][number];

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
    mutationFn: (request: { kind: Verb; target: string; waitForWork?: number }) =>
      post<JobReply>('/jobs', { ...request, whenBusy: 'refuse' }),
    onSuccess: (job) => {
      showNewJob(queries, job);
    },
  });
}

/** Empties dev, which takes the lab's name typed by a person. */
export function useResetDev() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: Pick<ResetDevRequest, 'confirm' | 'codelab' | 'waitForWork'>) =>
      post<JobReply>('/dev/reset', { ...request, whenBusy: 'refuse' }),
    onSuccess: (job) => {
      showNewJob(queries, job);
    },
  });
}

/** Deletes what nothing uses any more; `path` is where the API has it. */
export function useDeleteData() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (path: string) => remove<JobReply>(path),
    onSuccess: (job) => {
      showNewJob(queries, job);
    },
  });
}

/** It is on the page before the live line tells of it. */
function showNewJob(queries: QueryClient, job: JobReply): void {
  queries.setQueryData(jobQuery(job.id).queryKey, job);
  void queries.invalidateQueries({ queryKey: jobsQuery.queryKey });
  void queries.invalidateQueries({ queryKey: ['status'] });
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
