import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { resourcesQuery } from './api.ts';
import { messages } from './messages.ts';
import { ResourceTable } from './resource-table.tsx';

interface ResourceListProps {
  me: string | undefined;
  /** What to do when there is nothing yet. */
  emptyAction: ReactNode;
}

export function ResourceList({ me, emptyAction }: ResourceListProps) {
  const query = useInfiniteQuery(resourcesQuery);
  const resources = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.isError && query.data === undefined) {
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <>
      <Panel label={messages.title}>
        {query.isPending && <Loading what={messages.loading} />}
        {query.isSuccess && resources.length === 0 && (
          <EmptyState icon="table" title={messages.empty} action={emptyAction}>
            {messages.emptyWhy}
          </EmptyState>
        )}
        {resources.length > 0 && <ResourceTable resources={resources} me={me} />}
      </Panel>
      {query.hasNextPage && (
        <p>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {messages.more}
          </Button>
        </p>
      )}
    </>
  );
}
