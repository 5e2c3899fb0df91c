import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { messages } from './messages.ts';
import type { UnusedData } from './unused-data.ts';

interface DeletionDialogProps {
  data: UnusedData;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Names what goes and how much it is, before it does. */
export function DeletionDialog({ data, ...rest }: DeletionDialogProps) {
  const { title, confirm } = messages.deletion;
  return (
    <ConfirmDialog title={title(data.name)} confirm={confirm} {...rest}>
      <p>{data.about}</p>
      <p>{data.back}</p>
    </ConfirmDialog>
  );
}
