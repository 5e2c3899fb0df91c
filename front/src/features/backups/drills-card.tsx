import { useQuery } from '@tanstack/react-query';
import type { DrillReply } from 'lab-manager/contract';
import { Link } from 'react-router';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { State } from '../../components/state.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { formatDateTime, formatDuration } from '../../lib/format.ts';
import { drillsQuery } from './api.ts';
import { messages } from './messages.ts';

const words = messages.drills;
const { columns } = words;

/** Restores that were tried out: how long it would take to have the lab back. */
export function DrillsCard() {
  const query = useQuery(drillsQuery);
  return (
    <Card title={words.title} lead={words.lead} flush>
      {query.isPending && <Loading what={words.title} />}
      {query.isError && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        <EmptyState icon="flask" title={words.empty}>
          {words.emptyWhy}
        </EmptyState>
      )}
      {query.data !== undefined && query.data.items.length > 0 && <DrillTable drills={query.data.items} />}
    </Card>
  );
}

function DrillTable({ drills }: { drills: readonly DrillReply[] }) {
  return (
    <Table columns={[columns.when, columns.result, { name: columns.took, kind: 'number' }, columns.snapshot]}>
      {drills.map(({ snapshot, repository, startedAt, endedAt, failure, sentence }) => (
        <tr key={`${snapshot} ${startedAt}`}>
          <td>{formatDateTime(endedAt)}</td>
          <td data-label={columns.result}>
            <div>
              <State
                tone={failure === null ? 'ok' : 'bad'}
                icon={failure === null ? 'check-circle' : 'x-circle'}
              >
                {failure === null ? words.well : words.failed}
              </State>
              <div className={table.quiet}>{sentence}</div>
            </div>
          </td>
          <td data-label={columns.took} className={table.number}>
            {formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}
          </td>
          <td data-label={columns.snapshot}>
            <Link to={`/backups/${encodeURIComponent(repository)}/${snapshot}`}>{snapshot.slice(0, 8)}</Link>
          </td>
        </tr>
      ))}
    </Table>
  );
}
