import { useQuery } from '@tanstack/react-query';
import type { ConfigVersionsReply } from 'lab-manager/contract';
import { useState, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { diffQuery, useVersionText, versionsQuery } from './api.ts';
import { messages } from './messages.ts';
import { UnifiedDiff } from './unified-diff.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';

type Version = ConfigVersionsReply['items'][number];

interface VersionsCardProps {
  newest: number;
  mayRestore: boolean;
  /** The editor holds a text that nobody saved: another must not take its place. */
  unsaved: boolean;
  onRestore: (version: number, text: string) => void;
}

export function VersionsCard({ newest, mayRestore, unsaved, onRestore }: VersionsCardProps) {
  const versions = useQuery(versionsQuery);
  const earlier = useVersionText();
  const [shown, setShown] = useState<number | null>(null);
  const items = versions.data?.items ?? [];
  return (
    <>
      <Card title={messages.versions} lead={messages.versionsLead} flush>
        {versions.isPending && <Loading what={messages.loadingVersions} />}
        {versions.isError && <ProblemNotice error={versions.error} onRetry={() => void versions.refetch()} />}
        {versions.isSuccess && (
          <VersionTable
            versions={items}
            onShow={setShown}
            restoreAction={(version) =>
              mayRestore &&
              version !== newest && (
                <Button
                  small
                  aria-label={messages.restoreOf(version)}
                  disabled={unsaved || earlier.isPending}
                  title={unsaved ? messages.restoreWhy : undefined}
                  onClick={() => {
                    earlier.mutate(version, {
                      onSuccess: ({ text }) => {
                        onRestore(version, text);
                      },
                    });
                  }}
                >
                  {messages.restore}
                </Button>
              )
            }
          />
        )}
      </Card>
      {earlier.isError && <ProblemNotice error={earlier.error} />}
      {shown !== null && (
        <DiffCard
          from={shown - 1}
          to={shown}
          onClose={() => {
            setShown(null);
          }}
        />
      )}
    </>
  );
}

function VersionTable({
  versions,
  onShow,
  restoreAction,
}: {
  versions: readonly Version[];
  onShow: (version: number) => void;
  restoreAction: (version: number) => ReactNode;
}) {
  const { columns } = messages;
  return (
    <Table
      columns={[
        columns.version,
        columns.author,
        columns.via,
        columns.when,
        { name: columns.actions, kind: 'actions' },
      ]}
    >
      {versions.map(({ version, author, via, acceptedAt }) => (
        <tr key={version}>
          <td className={table.name} data-label={columns.version}>
            {version}
          </td>
          <td data-label={columns.author}>{messages.author(author)}</td>
          <td data-label={columns.via}>{messages.vias[via] ?? via}</td>
          <td data-label={columns.when}>
            <TimeAgo time={acceptedAt} />
          </td>
          <td>
            <div className={table.actions}>
              {version === 1 ? (
                <span className={table.quiet}>{messages.first}</span>
              ) : (
                <Button
                  small
                  aria-label={messages.diffOf(version)}
                  onClick={() => {
                    onShow(version);
                  }}
                >
                  {messages.diff}
                </Button>
              )}
              {restoreAction(version)}
            </div>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function DiffCard({ from, to, onClose }: { from: number; to: number; onClose: () => void }) {
  const diff = useQuery(diffQuery(from, to));
  return (
    <Card
      title={messages.diffTitle(from, to)}
      aside={
        <Button small onClick={onClose}>
          {messages.close}
        </Button>
      }
    >
      {diff.isPending && <Loading what={messages.loadingDiff} />}
      {diff.isError && <ProblemNotice error={diff.error} />}
      {diff.isSuccess && <UnifiedDiff text={diff.data.unified} />}
    </Card>
  );
}
