import { useState, type ReactNode } from 'react';
import { useDeleteData } from '../../features/jobs/api.ts';
import { DeleteButton } from '../../features/reference/delete-button.tsx';
import { DeletionDialog } from '../../features/reference/deletion-dialog.tsx';
import type { UnusedData } from '../../features/reference/unused-data.ts';
import { useMay } from '../../lib/session.ts';

interface Deletion {
  /** Nothing for those who may not. */
  button: (data: UnusedData | undefined) => ReactNode;
  dialog: ReactNode;
}

/** Deleting data that nothing uses any more: a button, a question that says what goes, a job. */
export function useDeletion(busy: boolean): Deletion {
  const mayDelete = useMay('config:write');
  const deletion = useDeleteData();
  const [asked, setAsked] = useState<UnusedData | null>(null);
  const close = () => {
    deletion.reset();
    setAsked(null);
  };
  return {
    button: (data) =>
      mayDelete && data !== undefined && <DeleteButton data={data} busy={busy} onDelete={setAsked} />,
    dialog: asked !== null && (
      <DeletionDialog
        data={asked}
        busy={deletion.isPending}
        error={deletion.error}
        onClose={close}
        onConfirm={() => {
          deletion.mutate(asked.path, { onSuccess: close });
        }}
      />
    ),
  };
}
