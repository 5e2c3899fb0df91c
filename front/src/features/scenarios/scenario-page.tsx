import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { usePollInterval } from '../../lib/glab-events.ts';
import type { Resource, Scenario } from '../../lib/glab.ts';
import { isOver, scenarioQuery, useCancelScenario } from './api.ts';
import { messages } from './messages.ts';
import { ScenarioFacts, ScenarioOutcome } from './scenario-facts.tsx';
import { ScenarioLog } from './scenario-log.tsx';
import { ScenarioRecord } from './scenario-record.tsx';
import { ScenarioResults } from './scenario-results.tsx';

const back = <Link to="/scenarios">{messages.title}</Link>;

interface ScenarioPageProps {
  me: string | undefined;
  mayWrite: boolean;
  /** Drawn by the page, which knows resources. */
  drawPreview: (resource: Resource) => ReactNode;
}

export function ScenarioPage({ me, mayWrite, drawPreview }: ScenarioPageProps) {
  const { id = '' } = useParams();
  const poll = usePollInterval();
  const query = useQuery({
    ...scenarioQuery(id),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOver(data) ? false : poll),
  });
  if (query.isPending) return <Loading what={messages.loadingOne} />;
  if (query.data === undefined) {
    return (
      <Page title={messages.title} above={back}>
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const scenario = query.data;
  return (
    <Page
      title={scenario.title}
      above={back}
      lead={<ScenarioFacts scenario={scenario} me={me} />}
      actions={mayWrite && <Actions scenario={scenario} />}
    >
      <ScenarioOutcome scenario={scenario} />
      <ScenarioResults scenario={scenario} drawPreview={drawPreview} />
      <ScenarioLog id={scenario.id} over={isOver(scenario)} />
      <ScenarioRecord scenario={scenario} />
    </Page>
  );
}

function Actions({ scenario }: { scenario: Scenario }) {
  const cancel = useCancelScenario();
  if (isOver(scenario)) {
    return (
      <ButtonLink icon="restart" to={`/tasks/${scenario.task}?from=${scenario.id}`}>
        {messages.again}
      </ButtonLink>
    );
  }
  return (
    <>
      <Button
        icon="x"
        busy={cancel.isPending || scenario.status === 'cancelling'}
        onClick={() => {
          cancel.mutate(scenario.id);
        }}
      >
        {scenario.status === 'cancelling' ? messages.states.cancelling : messages.cancel}
      </Button>
      {cancel.isError && <ProblemNotice error={cancel.error} />}
    </>
  );
}
