import { ButtonLink } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { toProblem } from '../../lib/problem.ts';
import { messages } from './messages.ts';

/** Why a job could not be started; when another keeps the lab busy, the way to it. */
export function JobRefused({ error }: { error: unknown }) {
  const problem = toProblem(error);
  if (problem.code !== 'job.busy' || problem.job === undefined) return <ProblemNotice error={problem} />;
  return (
    <Notice
      tone="warn"
      role="alert"
      title={problem.message}
      actions={
        <ButtonLink small to={`/jobs/${problem.job}`}>
          {messages.seeBusy}
        </ButtonLink>
      }
    >
      <p>{messages.notStarted}</p>
    </Notice>
  );
}
