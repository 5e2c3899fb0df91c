import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Puts what the live line told into the cache. A reply to what was asked for before it may say less, and arrive later: whatever
 * is under way for the same data is given up.
 */
export async function told<Data>(queries: QueryClient, queryKey: QueryKey, data: Data): Promise<void> {
  await queries.cancelQueries({ queryKey, exact: true });
  queries.setQueryData(queryKey, data);
}
