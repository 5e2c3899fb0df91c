import { useQuery } from '@tanstack/react-query';
import type { SnapshotDetailsReply } from 'lab-manager/contract';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { formatDateTime } from '../../lib/format.ts';
import { useMay } from '../../lib/session.ts';
import { formatSize } from '../../lib/size.ts';
import { snapshotQuery } from './api.ts';
import { FolderCard } from './folder-card.tsx';
import { messages } from './messages.ts';
import { RestoreDialog } from './restore-dialog.tsx';
import { Standing } from './standing.tsx';
import styles from './backups.module.css';

const words = messages.snapshot;
const back = <Link to="/backups">{words.back}</Link>;

/** What is in a snapshot, to look into and to bring back. */
export function SnapshotPage() {
  const { repository = '', snapshot = '' } = useParams();
  const [parameters, setParameters] = useSearchParams();
  const mayRestore = useMay('backup:restore');
  const [restores, setRestores] = useState<{ path?: string } | null>(null);
  const query = useQuery(snapshotQuery(repository, snapshot));
  if (query.isPending) return <Loading what={words.loading} />;
  if (query.isError)
    return (
      <Page title={messages.snapshots.title} above={back}>
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  const found = query.data;
  const lead = (
    <p>
      <Standing of={found.standing} /> {found.sentence}
    </p>
  );
  const actions = mayRestore && (
    <Button
      look="primary"
      onClick={() => {
        setRestores({});
      }}
    >
      {words.restore}
    </Button>
  );
  return (
    <Page title={words.title(formatDateTime(found.takenAt))} above={back} lead={lead} actions={actions}>
      <Contents snapshot={found} />
      {mayRestore && (
        <FolderCard
          repository={found.repository}
          snapshot={found.id}
          folder={parameters.get('folder') ?? '/'}
          onOpen={(folder) => {
            setParameters(folder === '/' ? {} : { folder });
          }}
          onRestore={(path) => {
            setRestores({ path });
          }}
        />
      )}
      {restores !== null && (
        <RestoreDialog
          snapshot={found}
          {...restores}
          onClose={() => {
            setRestores(null);
          }}
        />
      )}
    </Page>
  );
}

function Contents({ snapshot }: { snapshot: SnapshotDetailsReply }) {
  const { id, repository, job, manifest } = snapshot;
  const { lab, databases, folders, missing, leftOut } = manifest;
  const { facts } = words;
  return (
    <Card title={words.contents}>
      <div className={styles.stack}>
        <Facts
          items={[
            [facts.id, id.slice(0, 8)],
            [facts.repository, repository],
            [facts.lab, words.lab(lab.name, lab.version)],
            [facts.job, <Link to={`/jobs/${job}`}>{job}</Link>],
            [
              facts.databases,
              <Lines
                lines={databases.map(({ service, tables }) => {
                  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
                  return words.database(service, tables.length, rows);
                })}
              />,
            ],
            [
              facts.folders,
              <Lines
                lines={folders.map((folder) =>
                  words.folder(folder.words, folder.files, formatSize(folder.bytes)),
                )}
              />,
            ],
          ]}
        />
        <Sentences title={words.missing} sentences={missing} />
        <Sentences title={words.leftOut} sentences={leftOut} />
      </div>
    </Card>
  );
}

const Lines = ({ lines }: { lines: readonly string[] }) =>
  lines.length === 0 ? '–' : lines.map((line) => <div key={line}>{line}</div>);

function Sentences({ title, sentences }: { title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className={styles.list}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}
