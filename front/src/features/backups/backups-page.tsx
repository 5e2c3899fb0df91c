import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMayAll } from '../../lib/session.ts';
import { backupsQuery, repositoriesQuery } from './api.ts';
import { DrillsCard } from './drills-card.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { messages } from './messages.ts';
import { RepositoriesCard } from './repositories-card.tsx';
import { SnapshotsCard } from './snapshots-card.tsx';
import { StateCard } from './state-card.tsx';
import { useFollowedJob } from './use-followed-job.ts';
import { WaitingCard } from './waiting-card.tsx';

export function BackupsPage() {
  const may = useMayAll();
  const backups = useQuery(backupsQuery);
  const repositories = useQuery(repositoriesQuery);
  const [parameters, setParameters] = useSearchParams();
  if (backups.isPending) return <Loading what={messages.loading} />;
  if (backups.data === undefined)
    return (
      <Page title={messages.title} lead={messages.lead}>
        <ProblemNotice error={backups.error} onRetry={() => void backups.refetch()} />
      </Page>
    );
  const made = (repositories.data?.items ?? []).filter(({ state }) => state !== 'declared');
  const chosen = made.find(({ name }) => name === parameters.get('in')) ?? made[0];
  return (
    <Page
      title={messages.title}
      lead={messages.lead}
      actions={may('backup:run') && <Actions mayExport={may('backup:restore')} />}
    >
      {backups.data.restores.length > 0 && (
        <WaitingCard restores={backups.data.restores} mayRestore={may('backup:restore')} />
      )}
      <StateCard backups={backups.data} />
      {repositories.isError && (
        <ProblemNotice error={repositories.error} onRetry={() => void repositories.refetch()} />
      )}
      {repositories.data !== undefined && (
        <RepositoriesCard repositories={repositories.data.items} mayManage={may('repository:manage')} />
      )}
      {chosen !== undefined && (
        <SnapshotsCard
          repositories={made.map(({ name }) => name)}
          repository={chosen.name}
          onChoose={(name) => {
            setParameters({ in: name }, { replace: true });
          }}
        />
      )}
      <DrillsCard />
    </Page>
  );
}

function Actions({ mayExport }: { mayExport: boolean }) {
  const job = useFollowedJob();
  const [exports, setExports] = useState(false);
  return (
    <>
      {mayExport && (
        <Button
          onClick={() => {
            setExports(true);
          }}
        >
          {messages.export.open}
        </Button>
      )}
      <Button
        title={messages.drillWhy}
        busy={job.isPending}
        onClick={() => {
          job.start('/backups/drills', {});
        }}
      >
        {messages.drill}
      </Button>
      <Button
        busy={job.isPending}
        onClick={() => {
          job.start('/backups/verifications', {});
        }}
      >
        {messages.verify}
      </Button>
      <Button
        look="primary"
        busy={job.isPending}
        onClick={() => {
          job.start('/backups', {});
        }}
      >
        {messages.now}
      </Button>
      {job.error !== null && <ProblemNotice error={job.error} />}
      {exports && (
        <ExportDialog
          onClose={() => {
            setExports(false);
          }}
        />
      )}
    </>
  );
}
