import { useState, type ReactNode } from 'react';
import { ConfirmAction } from '../../features/lab/confirm-action.tsx';
import type { ServiceAction } from '../../features/lab/service-actions.ts';
import { useStartJob } from '../../features/jobs/api.ts';
import { JobRefused } from './job-refused.tsx';

interface LabActions {
  /** Asks first, where it hurts. */
  act: (action: ServiceAction, target: string) => void;
  apply: () => void;
  busy: boolean;
  /** Why the last one was refused. */
  refusal: ReactNode;
  dialog: ReactNode;
}

/** What a person asks of the lab from the status page: each becomes a job. */
export function useLabActions(): LabActions {
  const start = useStartJob();
  const [asked, setAsked] = useState<{ action: 'stop' | 'restart'; target: string } | null>(null);
  const close = () => {
    setAsked(null);
  };
  return {
    act: (action, target) => {
      start.reset();
      if (action === 'start') start.mutate({ kind: action, target });
      else setAsked({ action, target });
    },
    apply: () => {
      start.mutate({ kind: 'apply', target: 'lab' });
    },
    busy: start.isPending,
    refusal: start.isError && asked === null && <JobRefused error={start.error} />,
    dialog: asked !== null && (
      <ConfirmAction
        {...asked}
        busy={start.isPending}
        error={start.error}
        onClose={() => {
          start.reset();
          close();
        }}
        onConfirm={() => {
          start.mutate({ kind: asked.action, target: asked.target }, { onSuccess: close });
        }}
      />
    ),
  };
}
