import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import type { Paged, Resource, Scenario, ScenarioStatus } from '../../lib/glab.ts';
import { get, post } from '../../lib/http.ts';

const path = (id: string) => `/scenarios/${encodeURIComponent(id)}`;

const going: readonly ScenarioStatus[] = ['queued', 'running', 'cancelling'];
export const isOver = ({ status }: Pick<Scenario, 'status'>) => !going.includes(status);

export const scenariosQuery = infiniteQueryOptions({
  queryKey: ['scenarios'],
  queryFn: ({ signal, pageParam }) =>
    get<Paged<Scenario>>(
      `/scenarios?limit=50${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
      signal,
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next_cursor,
});

export const scenarioQuery = (id: string) =>
  queryOptions({ queryKey: ['scenario', id], queryFn: ({ signal }) => get<Scenario>(path(id), signal) });

export const outputQuery = (resourceId: string) =>
  queryOptions({
    queryKey: ['resource', resourceId],
    queryFn: ({ signal }) => get<Resource>(`/resources/${encodeURIComponent(resourceId)}`, signal),
  });

interface LogPart {
  text: string;
  next_offset: number;
  complete: boolean;
}

export interface ScenarioLog {
  text: string;
  offset: number;
  complete: boolean;
}

/** Enough to see how it ended; the beginning of a longer log is dropped. */
const keptCharacters = 400_000;

/** Each turn asks only for what was written since the last. */
export const scenarioLogQuery = (id: string, queries: QueryClient) =>
  queryOptions({
    queryKey: ['scenario-log', id],
    queryFn: async ({ signal }): Promise<ScenarioLog> => {
      const before = queries.getQueryData<ScenarioLog>(['scenario-log', id]);
      const after = before?.offset ?? 0;
      const part = await get<LogPart>(`${path(id)}/log?after=${String(after)}`, signal);
      const text = ((before?.text ?? '') + part.text).slice(-keptCharacters);
      return { text, offset: part.next_offset, complete: part.complete };
    },
    refetchInterval: ({ state: { data } }) => (data?.complete === true ? false : 1500),
    staleTime: 0,
  });

export function useCancelScenario() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => post<Scenario>(`${path(id)}/cancel`),
    onSuccess: (scenario) => {
      queries.setQueryData(scenarioQuery(scenario.id).queryKey, scenario);
    },
  });
}
