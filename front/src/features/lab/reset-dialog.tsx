import { useId, useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { messages } from './messages.ts';
import styles from './reset-dialog.module.css';

const words = messages.reset;

export interface ResetChoice {
  confirm: string;
  codelab: boolean;
  /** 0 ends scenarios that run; left out, the reset is refused while any does. */
  waitForWork?: 0;
}

interface ResetDialogProps {
  labName: string;
  hasCodelab: boolean;
  busy: boolean;
  error: unknown;
  onConfirm: (choice: ResetChoice) => void;
  onClose: () => void;
}

/** Says what goes and what stays, and asks for the lab's name. */
export function ResetDialog({ labName, hasCodelab, onConfirm, ...rest }: ResetDialogProps) {
  const [codelab, setCodelab] = useState(false);
  const [now, setNow] = useState(false);
  return (
    <ConfirmDialog
      title={words.title}
      confirm={words.confirm}
      typed={labName}
      onConfirm={() => {
        onConfirm({ confirm: labName, codelab, ...(now && { waitForWork: 0 }) });
      }}
      {...rest}
    >
      <p>{words.goes}</p>
      <p>{codelab ? words.staysProd : words.stays}</p>
      {hasCodelab && <Choice label={words.codelab} checked={codelab} onChange={setCodelab} />}
      <Choice label={words.now} checked={now} onChange={setNow} />
    </ConfirmDialog>
  );
}

interface ChoiceProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Choice({ label, checked, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
