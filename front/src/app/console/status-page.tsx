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
import { unusedDataOf } from '../../features/reference/unused-data.ts';
import { labQuery, useMay } from '../../lib/session.ts';
import { ActionButtons } from '../../features/lab/action-buttons.tsx';
import { labOffer } from '../../features/lab/service-actions.ts';
import { DevCard } from './dev-card.tsx';
import { EnvironmentsCard } from './environments-card.tsx';
import { ReferenceCard } from './reference-card.tsx';
import { ServicesCard } from './services-card.tsx';
import { useDeletion } from './use-deletion.tsx';
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
  const deletion = useDeletion(busy);
  const shownJob = useLatestJob(status.runningJob);
  return (
    <Page title={messages.status.title}>
      <Health status={status}>
        <OpenProduction status={status} />
        <ActionButtons
          offer={labOffer(status.services)}
          target="lab"
          small={false}
          busy={busy}
          onAct={actions.act}
        />
      </Health>
      {actions.refusal}
      <ProblemList problems={status.problems} remedy={(problem) => deletion.button(unusedDataOf(problem))} />
      {shownJob !== null && <JobProgress id={shownJob} />}
      {status.waitingJobs
        .filter(({ id }) => id !== shownJob)
        .map(({ id }) => (
          <JobProgress key={id} id={id} />
        ))}
      <EnvironmentsCard environments={status.environments} busy={busy} onAct={actions.act} />
      <ServicesCard services={status.services} busy={busy} onAct={actions.act} />
      <DevCard busy={busy} />
      <ReferenceCard status={status} deletion={deletion.button} />
      <PlanCard
        mayApply={mayRun}
        versionWaits={status.problems.some(({ id }) => id === 'lab-file-not-applied')}
        applying={actions.busy}
        onApply={actions.apply}
      />
      {actions.dialog}
      {deletion.dialog}
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
