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
import { labQuery, useMay } from '../../lib/session.ts';
import { LabButtons } from './lab-buttons.tsx';
import { ServicesCard } from './services-card.tsx';
import { useLabActions } from './use-lab-actions.tsx';
import { useLatestJob } from './use-latest-job.ts';

export function StatusPage() {
  const query = useQuery(statusQuery);
  if (query.isPending) return <Loading what={messages.status.loading} />;
  if (query.data === undefined)
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <StatusOf status={query.data} />;
}

function StatusOf({ status }: { status: StatusReply }) {
  const mayRun = useMay('job:run');
  const actions = useLabActions();
  const busy = status.runningJob !== null;
  const shownJob = useLatestJob(status.runningJob);
  return (
    <Page title={messages.status.title}>
      <Health status={status}>
        <OpenProduction status={status} />
        {mayRun && <LabButtons services={status.services} busy={busy} onAct={actions.act} />}
      </Health>
      {actions.refusal}
      <ProblemList problems={status.problems} />
      {shownJob !== null && <JobProgress id={shownJob} />}
      <ServicesCard services={status.services} busy={busy} onAct={actions.act} />
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
