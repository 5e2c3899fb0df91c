import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ReferenceReply } from 'lab-manager/contract';
import { get } from '../../lib/http.ts';

/** Asked again whenever `since` differs: whatever the lab's status says about it. */
export const referenceQuery = (since: string) =>
  queryOptions({
    queryKey: ['reference', since],
    queryFn: ({ signal }) => get<ReferenceReply>('/reference', signal),
    placeholderData: keepPreviousData,
  });
