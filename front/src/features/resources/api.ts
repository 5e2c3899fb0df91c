import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Paged, Preview, Resource } from '../../lib/glab.ts';
import { get, remove } from '../../lib/http.ts';

const path = (id: string) => `/resources/${encodeURIComponent(id)}`;

export const resourcesQuery = infiniteQueryOptions({
  queryKey: ['resources'],
  queryFn: ({ signal, pageParam }) =>
    get<Paged<Resource>>(
      `/resources?limit=100${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
      signal,
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next_cursor,
});

export const resourceQuery = (id: string) =>
  queryOptions({ queryKey: ['resource', id], queryFn: ({ signal }) => get<Resource>(path(id), signal) });

/** Content never changes once it is there: neither do its first rows. */
export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: ['preview', id],
    queryFn: ({ signal }) => get<Preview>(`${path(id)}/preview`, signal),
    staleTime: Infinity,
  });

export function useDeleteResource() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => remove(path(id)),
    onSuccess: () => queries.invalidateQueries({ queryKey: resourcesQuery.queryKey }),
  });
}
