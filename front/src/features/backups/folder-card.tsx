import { useQuery } from '@tanstack/react-query';
import type { SnapshotEntryReply } from 'lab-manager/contract';
import { Button, ButtonAnchor } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { formatCount, formatDateTime } from '../../lib/format.ts';
import { formatSize } from '../../lib/size.ts';
import { contentUrl, folderQuery } from './api.ts';
import { crumbsOf, isRestorable } from './folder-path.ts';
import { messages } from './messages.ts';
import styles from './backups.module.css';

const words = messages.browse;
const { columns } = words;

interface FolderCardProps {
  repository: string;
  snapshot: string;
  folder: string;
  onOpen: (folder: string) => void;
  onRestore: (path: string) => void;
}

/** A folder of a snapshot: to go down and up, to keep a file, to have one put back. */
export function FolderCard({ repository, snapshot, folder, onOpen, onRestore }: FolderCardProps) {
  const query = useQuery(folderQuery(repository, snapshot, folder));
  return (
    <Card title={words.title}>
      <Path folder={folder} onOpen={onOpen} />
      {query.isPending && <Loading what={words.loading} />}
      {query.isError && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data !== undefined && (
        <FolderTable
          entries={query.data.items}
          left={query.data.left}
          more={query.data.more}
          urlOf={(path) => contentUrl(repository, snapshot, path)}
          onOpen={onOpen}
          onRestore={onRestore}
        />
      )}
    </Card>
  );
}

function Path({ folder, onOpen }: Pick<FolderCardProps, 'folder' | 'onOpen'>) {
  const crumbs = [{ name: words.top, path: '/' }, ...crumbsOf(folder)];
  return (
    <nav aria-label={words.path}>
      <ol className={styles.path}>
        {crumbs.map(({ name, path }, index) => (
          <li key={path}>
            <Button
              small
              look="quiet"
              {...(index === crumbs.length - 1 && { 'aria-current': 'location' })}
              onClick={() => {
                onOpen(path);
              }}
            >
              {name}
            </Button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface FolderTableProps extends Pick<FolderCardProps, 'onOpen' | 'onRestore'> {
  entries: readonly SnapshotEntryReply[];
  left: number;
  more: boolean;
  urlOf: (path: string) => string;
}

export function FolderTable({ entries, left, more, urlOf, onOpen, onRestore }: FolderTableProps) {
  if (entries.length === 0) return <p className={styles.note}>{words.empty}</p>;
  return (
    <>
      <Table
        columns={[
          columns.name,
          { name: columns.size, kind: 'number' },
          columns.changed,
          { name: columns.actions, kind: 'actions' },
        ]}
      >
        {entries.map((entry) => (
          <tr key={entry.path}>
            <td className={table.name}>
              <Name entry={entry} onOpen={onOpen} />
            </td>
            <td data-label={columns.size} className={table.number}>
              {entry.type === 'file' ? formatSize(entry.size) : '–'}
            </td>
            <td data-label={columns.changed}>
              {entry.modifiedAt === null ? '–' : formatDateTime(entry.modifiedAt)}
            </td>
            <td>
              <div className={table.actions}>
                {entry.type === 'file' && (
                  <ButtonAnchor
                    small
                    icon="download"
                    href={urlOf(entry.path)}
                    download
                    aria-label={words.downloadOf(entry.name)}
                  >
                    {words.download}
                  </ButtonAnchor>
                )}
                {isRestorable(entry.path) && (
                  <Button
                    small
                    aria-label={words.restoreOf(entry.name)}
                    onClick={() => {
                      onRestore(entry.path);
                    }}
                  >
                    {words.restore}
                  </Button>
                )}
              </div>
            </td>
          </tr>
        ))}
      </Table>
      {left > 0 && <p className={styles.note}>{words.left(formatCount(left))}</p>}
      {more && <p className={styles.note}>{words.more}</p>}
    </>
  );
}

function Name({ entry, onOpen }: { entry: SnapshotEntryReply; onOpen: (folder: string) => void }) {
  if (entry.type !== 'dir')
    return (
      <>
        <Icon name="file" /> {entry.name}
      </>
    );
  return (
    <Button
      small
      look="quiet"
      icon="chevron"
      onClick={() => {
        onOpen(entry.path);
      }}
    >
      {entry.name}
    </Button>
  );
}
