import { useQuery } from '@tanstack/react-query';
import type { StatusReply } from 'lab-manager/contract';
import { ButtonAnchor } from '../../components/button.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { statusQuery } from '../../features/lab/api.ts';
import { Health } from '../../features/lab/health.tsx';
import { messages } from '../../features/lab/messages.ts';
import { PlanCard } from '../../features/lab/plan-card.tsx';
import { ProblemList } from '../../features/lab/problem-list.tsx';
import { JobProgress } from '../../features/jobs/job-progress.tsx';
import { useLiveState } from '../../lib/live.ts';
import { labQuery, useMay } from '../../lib/session.ts';
import { LabButtons } from './lab-buttons.tsx';
import { ServicesCard } from './services-card.tsx';
import { useLabActions } from './use-lab-actions.tsx';
import { useLatestJob } from './use-latest-job.ts';
import styles from './layout.module.css';

export function StatusPage() {
  const { state } = useLiveState();
  const query = useQuery({ ...statusQuery, refetchInterval: state === 'live' ? false : 5000 });
  if (query.isPending) return <Loading what={messages.status.loading} />;
  if (query.data === undefined)
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <StatusOf status={query.data} stale={state === 'lost' && query.isError} />;
}

function StatusOf({ status, stale }: { status: StatusReply; stale: boolean }) {
  const mayRun = useMay('job:run');
  const actions = useLabActions();
  const shownJob = useLatestJob(status.runningJob);
  const aged = stale ? styles.stale : undefined;
  return (
    <Page title={messages.status.title}>
      <div className={aged}>
        <Health status={status}>
          <OpenProduction status={status} />
          {mayRun && <LabButtons services={status.services} onAct={actions.act} />}
        </Health>
      </div>
      {actions.refusal}
      <ProblemList problems={status.problems} />
      {shownJob !== null && <JobProgress id={shownJob} />}
      <div className={aged}>
        <ServicesCard services={status.services} onAct={actions.act} />
      </div>
      <PlanCard mayApply={mayRun} applying={actions.busy} onApply={actions.apply} />
      {actions.dialog}
    </Page>
  );
}

/** Offered once the engine says that it runs, not before. */
function OpenProduction({ status }: { status: StatusReply }) {
  const { data: lab } = useQuery(labQuery);
  const runs = status.services.some(({ name, state }) => name === 'prod-glab' && state === 'running');
  if (lab === undefined || !runs) return null;
  return (
    <ButtonAnchor look="primary" icon="external" href={lab.hosts.prod}>
      {messages.status.openProd}
    </ButtonAnchor>
  );
}
