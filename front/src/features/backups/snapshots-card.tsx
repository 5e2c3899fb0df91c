import { useQuery } from '@tanstack/react-query';
import type { SnapshotReply } from 'lab-manager/contract';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Field } from '../../components/field.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { formatDateTime } from '../../lib/format.ts';
import { formatSize } from '../../lib/size.ts';
import { snapshotsQuery, useAskAnew } from './api.ts';
import { messages } from './messages.ts';
import { Standing } from './standing.tsx';

const words = messages.snapshots;
const { columns } = words;

interface SnapshotsCardProps {
  /** Those that can be looked into. */
  repositories: readonly string[];
  repository: string;
  onChoose: (repository: string) => void;
}

/** Snapshots with what each is worth. One that can’t be listed is a problem, never an empty list. */
export function SnapshotsCard({ repositories, repository, onChoose }: SnapshotsCardProps) {
  const query = useQuery(snapshotsQuery(repository));
  const anew = useAskAnew();
  const items = query.data?.items ?? [];
  return (
    <Card
      title={words.title}
      lead={words.lead(repository)}
      aside={
        <>
          {repositories.length > 1 && <RepositoryChoice {...{ repositories, repository, onChoose }} />}
          <Button
            small
            icon="restart"
            busy={anew.isPending}
            onClick={() => {
              anew.mutate(repository);
            }}
          >
            {words.anew}
          </Button>
        </>
      }
      flush
    >
      {anew.isError && <ProblemNotice error={anew.error} />}
      {query.isError && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading what={words.loading} />}
      {query.isSuccess && items.length === 0 && (
        <EmptyState icon="clock" title={words.empty}>
          {words.emptyWhy}
        </EmptyState>
      )}
      {items.length > 0 && <SnapshotTable snapshots={items} />}
    </Card>
  );
}

function RepositoryChoice({ repositories, repository, onChoose }: SnapshotsCardProps) {
  return (
    <Field label={words.choose}>
      {(control) => (
        <select
          {...control}
          value={repository}
          onChange={(event) => {
            onChoose(event.target.value);
          }}
        >
          {repositories.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function SnapshotTable({ snapshots }: { snapshots: readonly SnapshotReply[] }) {
  return (
    <Table columns={[columns.taken, columns.standing, { name: columns.size, kind: 'number' }, columns.why]}>
      {snapshots.map(({ id, repository, takenAt, standing, bytesProcessed, sentence }) => (
        <tr key={id} data-snapshot={id.slice(0, 8)}>
          <td className={table.name}>
            <Link to={`/backups/${encodeURIComponent(repository)}/${id}`}>{formatDateTime(takenAt)}</Link>
          </td>
          <td data-label={columns.standing}>
            <Standing of={standing} />
          </td>
          <td data-label={columns.size} className={table.number}>
            {bytesProcessed === null ? '–' : formatSize(bytesProcessed)}
          </td>
          <td data-label={columns.why} className={table.quiet}>
            {sentence}
          </td>
        </tr>
      ))}
    </Table>
  );
}
