import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Loading } from '../../components/loading.tsx';
import { LogView } from '../../components/log-view.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { scenarioLogQuery } from './api.ts';
import { messages } from './messages.ts';

export function ScenarioLog({ id, over }: { id: string; over: boolean }) {
  const queries = useQueryClient();
  const log = useQuery(scenarioLogQuery(id, queries));
  const text = log.data?.text.trimEnd() ?? '';
  const lines = text === '' ? [] : text.split('\n');
  return (
    <Card
      title={messages.log}
      aside={lines.length > 0 && <CopyButton text={text} label={messages.copyLog} />}
      flush
    >
      {log.isPending && <Loading what={messages.log.toLowerCase()} />}
      {log.isError && log.data === undefined && (
        <ProblemNotice error={log.error} onRetry={() => void log.refetch()} />
      )}
      {log.data !== undefined && (
        <LogView
          label={messages.log}
          empty={over ? messages.noLog : messages.noLogYet}
          follow
          lines={lines.map((line, index) => ({ key: index, time: '', text: line }))}
        />
      )}
    </Card>
  );
}
