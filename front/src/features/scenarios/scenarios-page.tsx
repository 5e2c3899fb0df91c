import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatDuration } from '../../lib/format.ts';
import type { Scenario } from '../../lib/glab.ts';
import { usePollInterval } from '../../lib/glab-events.ts';
import { scenariosQuery } from './api.ts';
import { messages } from './messages.ts';
import { runBy } from './run-by.ts';
import { ScenarioState } from './scenario-state.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';

interface ScenariosPageProps {
  me: string | undefined;
  mayWrite: boolean;
}

export function ScenariosPage({ me, mayWrite }: ScenariosPageProps) {
  const query = useInfiniteQuery({ ...scenariosQuery, refetchInterval: usePollInterval() });
  const scenarios = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const run = mayWrite && (
    <ButtonLink look="primary" icon="play" to="/tasks">
      {messages.run}
    </ButtonLink>
  );
  return (
    <Page title={messages.title} lead={messages.lead} actions={scenarios.length > 0 && run}>
      {query.isPending && <Loading what={messages.loading} />}
      {query.isError && query.data === undefined && (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && (
        <Panel label={messages.title}>
          {scenarios.length === 0 ? (
            <EmptyState icon="flask" title={messages.empty} action={run}>
              {messages.emptyWhy}
            </EmptyState>
          ) : (
            <ScenarioTable scenarios={scenarios} me={me} />
          )}
        </Panel>
      )}
      {query.hasNextPage && (
        <p>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {messages.more}
          </Button>
        </p>
      )}
    </Page>
  );
}

function ScenarioTable({ scenarios, me }: { scenarios: readonly Scenario[]; me: string | undefined }) {
  const { columns } = messages;
  return (
    <Table columns={[columns.scenario, columns.state, columns.by, columns.when, columns.took]}>
      {scenarios.map((scenario) => (
        <tr key={scenario.id}>
          <td className={table.name}>
            <Link to={`/scenarios/${scenario.id}`}>{scenario.title}</Link>
          </td>
          <td data-label={columns.state}>
            <ScenarioState status={scenario.status} />
          </td>
          <td data-label={columns.by}>{runBy(scenario, me)}</td>
          <td data-label={columns.when}>
            <TimeAgo time={scenario.created_at} />
          </td>
          <td data-label={columns.took}>{took(scenario)}</td>
        </tr>
      ))}
    </Table>
  );
}

function took({ started_at, ended_at }: Scenario): string {
  return started_at === null || ended_at === null
    ? '–'
    : formatDuration(Date.parse(ended_at) - Date.parse(started_at));
}
