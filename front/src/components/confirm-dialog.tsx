import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface ConfirmDialogProps {
  title: string;
  /** What will happen, and what is kept. */
  children: ReactNode;
  confirm: string;
  /** Has to be typed first: for what can't be taken back. */
  typed?: string;
  busy: boolean;
  /** Something else has to be said before. */
  blocked?: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDialog({
  title,
  children,
  confirm,
  typed,
  busy,
  blocked = false,
  error,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const [answer, setAnswer] = useState('');
  const ready = typed === undefined || answer === typed;
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button look="danger" busy={busy} disabled={!ready || blocked} onClick={onConfirm}>
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      {children}
      {typed !== undefined && (
        <Field label={`Type “${typed}” to confirm`}>
          {(control) => (
            <input
              {...control}
              value={answer}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                setAnswer(event.target.value);
              }}
            />
          )}
        </Field>
      )}
      {error !== null && error !== undefined && <ProblemNotice error={error} />}
    </Dialog>
  );
}
