import { useQuery } from '@tanstack/react-query';
import type { StatusReply } from 'lab-manager/contract';
import { statusQuery } from '../../features/lab/api.ts';
import { useLiveState } from '../../lib/live.ts';
import { useNow } from '../../lib/use-now.ts';

const pollMs = 5000;
const staleMs = 12_000;

interface Freshness {
  status: StatusReply | undefined;
  /** Milliseconds since the lab last told. */
  age: number;
  /** Neither the live line nor asking in turns brings anything: what is shown may no longer be so. */
  stale: boolean;
}

export function useFreshness(): Freshness {
  const { state } = useLiveState();
  const query = useQuery({ ...statusQuery, refetchInterval: state === 'live' ? false : pollMs });
  const now = useNow();
  const age = query.dataUpdatedAt === 0 ? 0 : now - query.dataUpdatedAt;
  return { status: query.data, age, stale: state === 'lost' && age > staleMs };
}
