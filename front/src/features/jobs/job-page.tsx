import { useQuery } from '@tanstack/react-query';
import type { JobReply } from 'lab-manager/contract';
import { Link, useParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatPercent } from '../../lib/format.ts';
import { useMay } from '../../lib/session.ts';
import { useNow } from '../../lib/use-now.ts';
import { isOver, jobQuery, useCancelJob } from './api.ts';
import { JobLog } from './job-log.tsx';
import { JobCourse } from './job-course.tsx';
import { JobState } from './job-state.tsx';
import { lasted } from './lasted.ts';
import { messages } from './messages.ts';

const back = <Link to="/jobs">{messages.all}</Link>;

export function JobPage() {
  const { id = '' } = useParams();
  const query = useQuery(jobQuery(id));
  if (query.isPending) return <Loading what={messages.loadingOne} />;
  if (query.isError) {
    return (
      <Page title={messages.title} above={back}>
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const job = query.data;
  const actions = (
    <>
      <CopyButton text={location.href} label={messages.copyLink} />
      <CancelButton job={job} />
    </>
  );
  return (
    <Page title={job.title} above={back} lead={<Facts job={job} />} actions={actions}>
      <Card title={messages.steps} aside={<StepCount job={job} />} flush>
        <JobCourse job={job} />
      </Card>
      <JobLog id={job.id} over={isOver(job)} />
    </Page>
  );
}

function StepCount({ job: { steps, state: now, progress } }: { job: JobReply }) {
  const counted = steps.filter(({ state }) => state !== 'superseded');
  if (counted.length === 0) return null;
  const done = counted.filter(({ state }) => state === 'done').length;
  return (
    <span>
      {messages.stepsDone(done, counted.length)}
      {now === 'running' && ` · ${formatPercent(progress)}`}
    </span>
  );
}

function Facts({ job }: { job: JobReply }) {
  const now = useNow();
  const { requestedBy } = job;
  return (
    <>
      <p>
        <JobState job={job} /> · {messages.askedBy} {requestedBy.name} {messages.via(requestedBy.via)} ·{' '}
        <TimeAgo time={job.createdAt} /> · {lasted(job, now)}
      </p>
      {!isOver(job) && <p>{messages.youCanLeave}</p>}
    </>
  );
}

function CancelButton({ job }: { job: JobReply }) {
  const cancel = useCancelJob();
  const may = useMay('job:cancel');
  if (isOver(job) || !may) return null;
  return (
    <>
      <Button
        icon="x"
        busy={cancel.isPending || job.cancelRequested}
        title={messages.cancelWhy}
        onClick={() => {
          cancel.mutate(job.id);
        }}
      >
        {job.cancelRequested ? messages.cancelling : messages.cancel}
      </Button>
      {cancel.isError && <ProblemNotice error={cancel.error} />}
    </>
  );
}
