import type { RecoveryCodeReply } from 'lab-manager/contract';
import { useState } from 'react';
import { announce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useConfirmCode, useMakeCode } from './api.ts';
import { messages } from './messages.ts';
import styles from './backups.module.css';

const words = messages.code;

interface CodeDialogProps {
  repository: string;
  /** Makes a new one first; otherwise the one that was made last is typed back. */
  makes: boolean;
  onClose: () => void;
}

/** A code that opens the repository without this lab: made, shown once, typed back. */
export function CodeDialog({ repository, makes, onClose }: CodeDialogProps) {
  const make = useMakeCode(repository);
  const confirm = useConfirmCode(repository);
  const [typed, setTyped] = useState('');
  const check = () => {
    confirm.mutate(typed, {
      onSuccess: () => {
        announce(words.right(repository));
      },
    });
  };
  const asksToMake = makes && make.data === undefined;
  const actions = confirm.isSuccess ? (
    <Button look="primary" onClick={onClose}>
      {words.close}
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>{words.later}</Button>
      {asksToMake ? (
        <Button
          look="primary"
          busy={make.isPending}
          onClick={() => {
            make.mutate();
          }}
        >
          {words.make}
        </Button>
      ) : (
        <Button look="primary" busy={confirm.isPending} disabled={typed.trim() === ''} onClick={check}>
          {words.submit}
        </Button>
      )}
    </>
  );
  return (
    <Dialog title={words.title(repository)} onClose={onClose} actions={actions}>
      <div className={styles.stack}>
        {asksToMake && <p>{words.why}</p>}
        {make.isError && <ProblemNotice error={make.error} />}
        {!asksToMake && !confirm.isSuccess && (
          <>
            {make.data !== undefined && <CodeSheet made={make.data} />}
            <TypedField typed={typed} onChange={setTyped} />
          </>
        )}
        {confirm.isError && <ProblemNotice error={confirm.error} />}
        {confirm.isSuccess && <Notice tone="ok" role="status" title={words.right(repository)} />}
      </div>
    </Dialog>
  );
}

function CodeSheet({ made: { code, labId, location } }: { made: RecoveryCodeReply }) {
  return (
    <>
      <p>{words.shown}</p>
      <code className={styles.code}>{code}</code>
      <p>{words.of(labId, location)}</p>
      <p>
        <CopyButton text={code} label={words.copy} />
      </p>
    </>
  );
}

function TypedField({ typed, onChange }: { typed: string; onChange: (typed: string) => void }) {
  return (
    <Field label={words.type} hint={words.typeHint}>
      {(control) => (
        <input
          {...control}
          value={typed}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
