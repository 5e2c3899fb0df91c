import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { messages } from './messages.ts';

const words = messages.confirm;

interface ConfirmActionProps {
  action: 'stop' | 'restart';
  /** A service, or `lab`. */
  target: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Says who is interrupted and what is kept, before anything stops. */
export function ConfirmAction({ action, target, ...rest }: ConfirmActionProps) {
  const what = target === 'lab' ? words.lab : target;
  return (
    <ConfirmDialog title={words[action](what)} confirm={messages.services[action]} {...rest}>
      <p>{words.hurts[target] ?? words.hurtsOther}</p>
      <p>
        {words.kept} {action === 'stop' && (target === 'front' || target === 'lab') && words.frontStop}
      </p>
    </ConfirmDialog>
  );
}
