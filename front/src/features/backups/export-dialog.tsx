import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { fewestTyped, messages } from './messages.ts';
import { useFollowedJob } from './use-followed-job.ts';
import styles from './backups.module.css';

const words = messages.export;

/** Everything as one plain file; accounts, passwords and keys only for whoever types what they are sealed with. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const job = useFollowedJob();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const actions = (
    <>
      <Button onClick={onClose}>{words.cancel}</Button>
      <Button
        look="primary"
        busy={job.isPending}
        disabled={!isUsable(passphrase, again)}
        onClick={() => {
          job.start('/backups/exports', passphrase === '' ? {} : { passphrase });
        }}
      >
        {words.submit}
      </Button>
    </>
  );
  return (
    <Dialog title={words.title} onClose={onClose} actions={actions}>
      <div className={styles.stack}>
        <p>{words.why}</p>
        <Passphrase label={words.passphrase} hint={words.hint} value={passphrase} onChange={setPassphrase} />
        <Passphrase label={words.again} value={again} onChange={setAgain} />
        {job.error !== null && <ProblemNotice error={job.error} />}
      </div>
    </Dialog>
  );
}

/** None at all, or one that is long enough and was typed the same twice: nobody could open what a slip of the finger sealed. */
const isUsable = (passphrase: string, again: string): boolean =>
  passphrase === again && (passphrase === '' || passphrase.length >= fewestTyped);

interface PassphraseProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
}

function Passphrase({ label, hint, value, onChange }: PassphraseProps) {
  return (
    <Field label={label} optional {...(hint !== undefined && { hint })}>
      {(control) => (
        <input
          {...control}
          type="password"
          autoComplete="new-password"
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
