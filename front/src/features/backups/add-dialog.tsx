import type { AddRepositoryRequest, RepositoryReply } from 'lab-manager/contract';
import { useState } from 'react';
import { announce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useAddRepository } from './api.ts';
import { messages } from './messages.ts';
import { blankSecrets, requestOf, type Secrets } from './repository-secrets.ts';
import styles from './backups.module.css';

const words = messages.add;

interface AddDialogProps {
  repository: RepositoryReply;
  onClose: () => void;
}

/** Makes a repository that the lab file names, or opens one that is there. */
export function AddDialog({ repository, onClose }: AddDialogProps) {
  const { name } = repository;
  const [secrets, setSecrets] = useState(blankSecrets);
  const add = useAddRepository(name);
  const submit = (request: AddRepositoryRequest) => {
    add.mutate(request, {
      onSuccess: () => {
        announce(words.done(name));
        onClose();
      },
    });
  };
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        look="primary"
        busy={add.isPending}
        onClick={() => {
          submit(requestOf(repository.kind, secrets));
        }}
      >
        {words.submit}
      </Button>
    </>
  );
  return (
    <Dialog title={words.title(name)} onClose={onClose} actions={actions}>
      <div className={styles.stack}>
        <p>{words.at(repository.location)}</p>
        <SecretFields kind={repository.kind} secrets={secrets} onChange={setSecrets} />
        {add.isError && <ProblemNotice error={add.error} />}
      </div>
    </Dialog>
  );
}

interface SecretFieldsProps {
  kind: RepositoryReply['kind'];
  secrets: Secrets;
  onChange: (secrets: Secrets) => void;
}

/** What a repository of this kind needs; a folder needs nothing. */
export function SecretFields({ kind, secrets, onChange }: SecretFieldsProps) {
  const change = (name: keyof Secrets) => (value: string) => {
    onChange({ ...secrets, [name]: value });
  };
  return (
    <>
      {kind === 's3' && (
        <>
          <Secret label={words.keyId} shown value={secrets.keyId} onChange={change('keyId')} />
          <Secret label={words.secret} value={secrets.secret} onChange={change('secret')} />
        </>
      )}
      {kind === 'rest' && (
        <>
          <Secret optional label={words.user} shown value={secrets.user} onChange={change('user')} />
          <Secret optional label={words.password} value={secrets.password} onChange={change('password')} />
        </>
      )}
      {kind === 'sftp' && (
        <>
          <Lines label={words.privateKey} value={secrets.privateKey} onChange={change('privateKey')} />
          <Lines
            label={words.knownHosts}
            hint={words.knownHostsHint}
            value={secrets.knownHosts}
            onChange={change('knownHosts')}
          />
        </>
      )}
      {kind !== 'folder' && <p>{words.kept}</p>}
      <Secret
        optional
        label={words.existing}
        hint={words.existingHint}
        value={secrets.existing}
        onChange={change('existing')}
      />
    </>
  );
}

interface InputProps {
  label: string;
  hint?: string;
  optional?: boolean;
  /** No secret by itself. */
  shown?: boolean;
  value: string;
  onChange: (value: string) => void;
}

function Secret({ value, shown = false, onChange, ...field }: InputProps) {
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type={shown ? 'text' : 'password'}
          value={value}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}

function Lines({ value, onChange, ...field }: InputProps) {
  return (
    <Field {...field}>
      {(control) => (
        <textarea
          {...control}
          rows={4}
          value={value}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
