import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { messages } from './messages.ts';
import type { HurtingAction } from './service-actions.ts';

const words = messages.confirm;

interface ConfirmActionProps {
  action: HurtingAction;
  /** A service, an environment, or `lab`. */
  target: string;
  busy: boolean;
  error: unknown;
  /** With how many seconds to wait for work, once it was asked about. */
  onConfirm: (waitForWork?: number) => void;
  onClose: () => void;
}

/** Says who is interrupted and what is kept, before anything stops. */
export function ConfirmAction({ action, target, ...rest }: ConfirmActionProps) {
  const what = target === 'lab' ? words.lab : (messages.services.environments[target] ?? target);
  const { onConfirm } = rest;
  const isEnvironment = messages.services.environments[target] !== undefined;
  return (
    <ConfirmDialog
      title={words.titles[action](what)}
      confirm={messages.actions.names[action]}
      {...rest}
      onConfirm={() => {
        onConfirm();
      }}
    >
      <p>{words.hurts[target] ?? (isEnvironment ? words.hurtsEnvironment : words.hurtsOther)}</p>
      {action === 'restart' && (isEnvironment || target === 'lab') && <p>{words.restartsAll}</p>}
      <p>
        {words.kept} {pagesToo(action, target)}
      </p>
    </ConfirmDialog>
  );
}

function pagesToo(action: HurtingAction, target: string): string | undefined {
  if (target !== 'front' && target !== 'lab') return undefined;
  return action === 'stop' || action === 'uninstall' ? words.pages[action] : undefined;
}
