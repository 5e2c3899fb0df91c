import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatDuration } from '../../lib/format.ts';
import { jobsQuery, type JobSummary } from './api.ts';
import { JobState } from './job-state.tsx';
import { messages } from './messages.ts';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';

export function JobsPage() {
  const jobs = useInfiniteQuery(jobsQuery);
  const items = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={messages.title} lead={messages.lead}>
      {jobs.isError && <ProblemNotice error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.isPending && <Loading what={messages.loading} />}
      {jobs.isSuccess && (
        <Panel label={messages.title}>{items.length === 0 ? <NoJobs /> : <JobTable jobs={items} />}</Panel>
      )}
      {jobs.hasNextPage && (
        <p>
          <Button busy={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
            {messages.more}
          </Button>
        </p>
      )}
    </Page>
  );
}

function NoJobs() {
  return (
    <EmptyState
      icon="list"
      title={messages.empty}
      action={
        <ButtonLink look="primary" to="/">
          {messages.toStatus}
        </ButtonLink>
      }
    >
      {messages.emptyWhy}
    </EmptyState>
  );
}

function JobTable({ jobs }: { jobs: readonly JobSummary[] }) {
  return (
    <Table
      columns={[
        messages.columns.job,
        messages.columns.state,
        messages.columns.by,
        messages.columns.when,
        messages.columns.took,
      ]}
    >
      {jobs.map((job) => (
        <tr key={job.id}>
          <td className={table.name}>
            <Link to={`/jobs/${job.id}`}>{job.title}</Link>
          </td>
          <td data-label={messages.columns.state}>
            <JobState job={job} />
          </td>
          <td data-label={messages.columns.by}>{job.requestedBy.name}</td>
          <td data-label={messages.columns.when}>
            <TimeAgo time={job.createdAt} />
          </td>
          <td data-label={messages.columns.took} className={table.quiet}>
            {took(job)}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function took({ startedAt, endedAt }: JobSummary): string {
  return startedAt === null || endedAt === null
    ? '–'
    : formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
}
