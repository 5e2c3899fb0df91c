import type { RepositoryReply } from 'lab-manager/contract';
import { Field } from '../../components/field.tsx';
import { messages } from './messages.ts';
import type { Secrets } from './repository-secrets.ts';

const words = messages.add;

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
