import { useQuery } from '@tanstack/react-query';
import { ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { jobQuery } from './api.ts';
import { JobCourse } from './job-course.tsx';
import { JobState } from './job-state.tsx';
import { messages } from './messages.ts';

/** A job's live steps inside another page. */
export function JobProgress({ id }: { id: string }) {
  const query = useQuery(jobQuery(id));
  if (query.isPending) return <Loading what={messages.loadingOne} />;
  if (query.isError) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  const job = query.data;
  const aside = (
    <>
      <JobState job={job} />
      <ButtonLink small to={`/jobs/${job.id}`}>
        {messages.open}
      </ButtonLink>
    </>
  );
  return (
    <Card title={job.title} aside={aside} flush>
      <JobCourse job={job} />
    </Card>
  );
}
