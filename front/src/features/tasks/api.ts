import { queryOptions, useMutation } from '@tanstack/react-query';
import type { Paged, Resource, Scenario, Task } from '../../lib/glab.ts';
import { get, post } from '../../lib/http.ts';

export const tasksQuery = queryOptions({
  queryKey: ['tasks'],
  queryFn: ({ signal }) => get<{ items: readonly Task[] }>('/tasks', signal),
  staleTime: 30_000,
});

export const pickableCount = 200;

/** What an input can be chosen from. */
export const pickableQuery = queryOptions({
  queryKey: ['resources', 'pickable'],
  queryFn: ({ signal }) => get<Paged<Resource>>(`/resources?limit=${String(pickableCount)}`, signal),
});

export interface ScenarioRequest {
  task: string;
  inputs: Record<string, string>;
  parameters: Record<string, unknown>;
}

export function useRunTask() {
  return useMutation({ mutationFn: (request: ScenarioRequest) => post<Scenario>('/scenarios', request) });
}
