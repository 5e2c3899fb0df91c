import { useQuery } from '@tanstack/react-query';
import { Banner } from '../../components/banner.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { BrickErrors } from '../../features/environment/brick-errors.tsx';
import { environmentQuery } from '../../features/environment/api.ts';
import { messages } from './messages.ts';

/** What concerns every page: the environment does not answer, or a brick did not load. */
export function ErrorBanner() {
  const query = useQuery({
    ...environmentQuery,
    refetchInterval: ({ state }) => (state.status === 'error' ? 5000 : false),
  });
  const broken = query.data?.bricks.some(({ status }) => status === 'error') ?? false;
  if (!query.isError && !broken) return null;
  return (
    <Banner label={messages.notices}>
      {query.isError ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <BrickErrors />
      )}
    </Banner>
  );
}
