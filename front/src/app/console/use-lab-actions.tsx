import type { Verb } from 'lab-manager/contract';
import { useState, type ComponentProps, type ReactNode } from 'react';
import { ConfirmAction } from '../../features/lab/confirm-action.tsx';
import { WorkRunningDialog } from '../../features/lab/work-running-dialog.tsx';
import { isAboutWork } from '../../features/lab/about-work.ts';
import { hurts, type Action } from '../../features/lab/service-actions.ts';
import { useStartJob } from '../../features/jobs/api.ts';
import { JobRefused } from './job-refused.tsx';

interface LabActions {
  /** Asks first, where it hurts. */
  act: (action: Action, target: string) => void;
  apply: () => void;
  busy: boolean;
  /** Why the last one was refused. */
  refusal: ReactNode;
  dialog: ReactNode;
}

/** What a person asks of the lab from the status page: each becomes a job. */
export function useLabActions(): LabActions {
  const start = useStartJob();
  const [asked, setAsked] = useState<{ action: Verb; target: string } | null>(null);
  const close = () => {
    setAsked(null);
  };
  const ask = (action: Verb, target: string, waitForWork?: number) => {
    start.mutate(
      { kind: action, target, ...(waitForWork === undefined ? {} : { waitForWork }) },
      { onSuccess: close },
    );
  };
  const act = (action: Verb, target: string) => {
    start.reset();
    setAsked({ action, target });
    if (!hurts(action)) ask(action, target);
  };
  const dialog = asked !== null && (
    <ActionDialog
      {...asked}
      busy={start.isPending}
      error={start.error}
      onClose={() => {
        start.reset();
        close();
      }}
      onConfirm={(waitForWork) => {
        ask(asked.action, asked.target, waitForWork);
      }}
    />
  );
  const inDialog = asked !== null && (hurts(asked.action) || isAboutWork(start.error));
  return {
    act,
    apply: () => {
      act('apply', 'lab');
    },
    busy: start.isPending,
    refusal: start.isError && !inDialog && <JobRefused error={start.error} />,
    dialog: inDialog && dialog,
  };
}

type ActionDialogProps = Omit<ComponentProps<typeof ConfirmAction>, 'action'> & { action: Verb };

/** Whatever is asked for: work that it would end is for a person to decide about. */
function ActionDialog({ action, ...rest }: ActionDialogProps) {
  if (isAboutWork(rest.error))
    return (
      <WorkRunningDialog
        problem={rest.error}
        busy={rest.busy}
        onChoose={rest.onConfirm}
        onClose={rest.onClose}
      />
    );
  return hurts(action) && <ConfirmAction action={action} {...rest} />;
}
