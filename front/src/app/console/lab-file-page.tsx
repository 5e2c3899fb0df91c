import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useStartJob } from '../../features/jobs/api.ts';
import { PlanSteps } from '../../features/lab/plan-steps.tsx';
import { labFileQuery } from '../../features/lab-file/api.ts';
import { LabFileEditor } from '../../features/lab-file/lab-file-editor.tsx';
import { messages } from '../../features/lab-file/messages.ts';
import { useMay } from '../../lib/session.ts';
import { JobRefused } from './job-refused.tsx';

export function LabFilePage() {
  const file = useQuery(labFileQuery);
  // A new editor for what was loaded on purpose; saving keeps the one at hand.
  const [round, setRound] = useState(0);
  const mayWrite = useMay('config:write');
  const mayRun = useMay('job:run');
  const start = useStartJob();
  const navigate = useNavigate();

  const apply = () => {
    start.mutate(
      { kind: 'apply', target: 'lab' },
      {
        onSuccess: (job) => {
          void navigate(`/jobs/${job.id}`);
        },
      },
    );
  };
  return (
    <Page title={messages.title} lead={messages.lead}>
      {file.isPending && <Loading what={messages.loading} />}
      {file.isError && <ProblemNotice error={file.error} onRetry={() => void file.refetch()} />}
      {file.data !== undefined && (
        <LabFileEditor
          key={round}
          accepted={file.data}
          mayWrite={mayWrite}
          drawPlan={(plan) => <PlanSteps plan={plan} />}
          applyAction={
            mayRun && (
              <Button small look="primary" busy={start.isPending} onClick={apply}>
                {messages.apply}
              </Button>
            )
          }
          refusal={start.isError && <JobRefused error={start.error} />}
          onReload={() => {
            void file.refetch().then(() => {
              setRound(round + 1);
            });
          }}
        />
      )}
    </Page>
  );
}
