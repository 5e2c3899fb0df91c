import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  CheckConfigReply,
  ConfigDiffReply,
  ConfigReply,
  ConfigVersionsReply,
} from 'lab-manager/contract';
import { get, post, put } from '../../lib/http.ts';

export const labFileQuery = queryOptions({
  queryKey: ['lab-file'],
  queryFn: ({ signal }) => get<ConfigReply>('/config', signal),
  // A person may be editing it: fetched anew only when asked for.
  staleTime: Infinity,
  refetchOnMount: 'always',
});

export const versionsQuery = queryOptions({
  queryKey: ['lab-file-versions'],
  queryFn: ({ signal }) => get<ConfigVersionsReply>('/config/versions?limit=50', signal),
});

export const diffQuery = (from: number, to: number) =>
  queryOptions({
    queryKey: ['lab-file-diff', from, to],
    queryFn: ({ signal }) =>
      get<ConfigDiffReply>(`/config/diff?from=${String(from)}&to=${String(to)}`, signal),
    staleTime: Infinity,
  });

export function useCheck() {
  return useMutation({ mutationFn: (text: string) => post<CheckConfigReply>('/config/check', { text }) });
}

/** The text of an earlier version. */
export function useVersionText() {
  return useMutation({
    mutationFn: (version: number) => get<ConfigReply>(`/config?version=${String(version)}`),
  });
}

export function useSave() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: { text: string; basedOn: number }) => put<ConfigReply>('/config', request),
    onSuccess: (saved) => {
      queries.setQueryData(labFileQuery.queryKey, saved);
      void queries.invalidateQueries({ queryKey: versionsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ['plan'] });
    },
  });
}
