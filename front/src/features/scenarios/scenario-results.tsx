import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Button, ButtonAnchor } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { formatBytes } from '../../lib/format.ts';
import { contentUrl, type Resource, type Scenario } from '../../lib/glab.ts';
import { isOver, outputQuery } from './api.ts';
import { messages } from './messages.ts';
import styles from './scenario.module.css';

interface ScenarioResultsProps {
  scenario: Scenario;
  drawPreview: (resource: Resource) => ReactNode;
}

export function ScenarioResults({ scenario, drawPreview }: ScenarioResultsProps) {
  const outputs = Object.entries(scenario.outputs);
  if (outputs.length === 0) {
    return (
      <Card title={messages.results} lead={isOver(scenario) ? messages.noResults : messages.resultsWhen} />
    );
  }
  return (
    <Card title={messages.results} flush>
      <ul className={styles.results}>
        {outputs.map(([name, id], index) => (
          <li key={name} className={styles.result} data-output={name}>
            <Result id={id} open={index === 0} drawPreview={drawPreview} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface ResultProps {
  id: string;
  open: boolean;
  drawPreview: (resource: Resource) => ReactNode;
}

function Result({ id, open, drawPreview }: ResultProps) {
  const query = useQuery(outputQuery(id));
  const [shown, setShown] = useState(open);
  if (query.isPending) return <Loading what={messages.results.toLowerCase()} />;
  if (query.isError) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  const resource = query.data;
  const isTable = resource.kind === 'table';
  const toggle = shown ? messages.hidePreview : messages.preview;
  return (
    <>
      <div className={styles.row}>
        <span>
          <Link className={styles.name} to={`/resources/${id}`}>
            {resource.name}
          </Link>{' '}
          <span className={styles.quiet}>{formatBytes(resource.size)}</span>
        </span>
        <span className={styles.actions}>
          {isTable && (
            <Button
              small
              aria-expanded={shown}
              aria-label={messages.act(toggle, resource.name)}
              onClick={() => {
                setShown(!shown);
              }}
            >
              {toggle}
            </Button>
          )}
          <ButtonAnchor
            small
            look="primary"
            icon="download"
            href={contentUrl(id)}
            download={resource.name}
            aria-label={messages.act(messages.download, resource.name)}
          >
            {messages.download}
          </ButtonAnchor>
        </span>
      </div>
      {isTable && shown && <div className={styles.preview}>{drawPreview(resource)}</div>}
    </>
  );
}
