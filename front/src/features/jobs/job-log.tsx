import { useQuery } from '@tanstack/react-query';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Loading } from '../../components/loading.tsx';
import { LogView } from '../../components/log-view.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { formatClock } from '../../lib/format.ts';
import { jobLogQuery } from './api.ts';
import { messages } from './messages.ts';

export function JobLog({ id, over }: { id: string; over: boolean }) {
  const log = useQuery(jobLogQuery(id));
  const lines = log.data ?? [];
  const text = lines.map(({ at, line }) => `${at} ${line}`).join('\n');
  return (
    <Card
      title={messages.log}
      aside={lines.length > 0 && <CopyButton text={text} label={messages.copyLog} />}
      flush
    >
      {log.isPending && <Loading what={messages.log.toLowerCase()} />}
      {log.isError && <ProblemNotice error={log.error} onRetry={() => void log.refetch()} />}
      {log.isSuccess && (
        <LogView
          label={messages.log}
          empty={over ? messages.noLogEver : messages.noLog}
          follow
          lines={lines.map(({ seq, at, line }) => ({ key: seq, time: formatClock(at), text: line }))}
        />
      )}
    </Card>
  );
}
