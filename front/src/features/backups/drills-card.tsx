import { useQuery } from '@tanstack/react-query';
import type { DrillReply } from 'lab-manager/contract';
import { Link } from 'react-router';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import type { IconName } from '../../components/icon.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { State, type Tone } from '../../components/state.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { formatDateTime, formatDuration } from '../../lib/format.ts';
import { drillsQuery } from './api.ts';
import { messages } from './messages.ts';

const words = messages.drills;
const { columns } = words;

const looks: Record<keyof typeof words.results, [Tone, IconName]> = {
  well: ['ok', 'check-circle'],
  inconclusive: ['warn', 'question'],
  failed: ['bad', 'x-circle'],
};

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

export function DrillTable({ drills }: { drills: readonly DrillReply[] }) {
  return (
    <Table columns={[columns.when, columns.result, { name: columns.took, kind: 'number' }, columns.snapshot]}>
      {drills.map(({ snapshot, repository, startedAt, endedAt, failure, inconclusive, sentence }) => (
        <tr key={`${snapshot} ${startedAt}`}>
          <td>{formatDateTime(endedAt)}</td>
          <td data-label={columns.result}>
            <div>
              <Result failure={failure} inconclusive={inconclusive} />
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

type Ending = Pick<DrillReply, 'failure' | 'inconclusive'>;

/** What came of it; one that came to no end says nothing against its snapshot, and is no failure of it. */
function Result(ending: Ending) {
  const result = resultOf(ending);
  const [tone, icon] = looks[result];
  return (
    <State tone={tone} icon={icon}>
      {words.results[result]}
    </State>
  );
}

function resultOf({ failure, inconclusive }: Ending): keyof typeof words.results {
  if (failure === null) return 'well';
  return inconclusive ? 'inconclusive' : 'failed';
}
