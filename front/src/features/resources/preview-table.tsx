import { useQuery } from '@tanstack/react-query';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { cx } from '../../lib/cx.ts';
import { previewQuery } from './api.ts';
import { messages } from './messages.ts';
import table from '../../components/table.module.css';
import styles from './preview-table.module.css';

const cell = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

export function PreviewTable({ resourceId, name }: { resourceId: string; name: string }) {
  const preview = useQuery(previewQuery(resourceId));
  if (preview.isPending) return <Loading what={messages.loadingPreview} />;
  if (preview.isError) return <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />;
  const { columns, rows, truncated = false } = preview.data;
  return (
    <div className={styles.box} tabIndex={0} role="region" aria-label={`${messages.preview}: ${name}`}>
      <table className={cx(table.table, styles.preview)}>
        <caption>
          {rows.length === 0 ? messages.noRows : messages.previewRows(rows.length, truncated)}
        </caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              // Two columns may bear the same name.
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, place) => (
                <td key={place}>{cell(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
