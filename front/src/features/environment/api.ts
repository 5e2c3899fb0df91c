import { queryOptions, useQuery } from '@tanstack/react-query';
import { get } from '../../lib/http.ts';
import type { Environment } from '../../lib/glab.ts';

export const environmentQuery = queryOptions({
  queryKey: ['environment'],
  queryFn: ({ signal }) => get<Environment>('/environment', signal),
  staleTime: 60_000,
});

/** The first label of the host says which environment this is, also while its server doesn't answer. */
export function environmentOfHost(host: string): string {
  return host.split('.')[0] ?? '';
}

export function useEnvironmentName(): string {
  return useQuery(environmentQuery).data?.environment ?? environmentOfHost(location.hostname);
}

/** Until glab has said who asks, nothing is offered that it would refuse. */
export function useMayWrite(): boolean {
  const role = useQuery(environmentQuery).data?.user.role;
  return role !== undefined && role !== 'viewer';
}
