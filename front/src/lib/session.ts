import { queryOptions, useQuery } from '@tanstack/react-query';
import type { LabReply, WhoAmIReply } from 'lab-manager/contract';
import { get } from './http.ts';

export const labQuery = queryOptions({
  queryKey: ['lab'],
  queryFn: ({ signal }) => get<LabReply>('/lab', signal),
  staleTime: 30_000,
});

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => get<WhoAmIReply>('/session', signal),
  staleTime: 60_000,
});

/** For whoever asks of several at once. */
export function useMayAll(): (permission: string) => boolean {
  const permissions = useQuery(sessionQuery).data?.permissions ?? [];
  return (permission) => permissions.includes(permission);
}

export function useMay(permission: string): boolean {
  return useQuery(sessionQuery).data?.permissions.includes(permission) ?? false;
}
