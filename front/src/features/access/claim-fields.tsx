import { useState, type ChangeEvent, type SubmitEvent } from 'react';
import type { ClaimRequest } from 'lab-manager/contract';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { fieldError, type Problem } from '../../lib/problem.ts';
import { checkClaim, type ClaimForm } from './check-claim.ts';
import { messages } from './messages.ts';
import { PasswordMeter } from './password-meter.tsx';
import styles from './entry-frame.module.css';

interface ClaimFieldsProps {
  /** From the link; empty: asked for. */
  token: string;
  busy: boolean;
  problem: Problem | null;
  onSubmit: (request: ClaimRequest) => void;
}

const words = messages.claim;

export function ClaimFields({ token, busy, problem, onSubmit }: ClaimFieldsProps) {
  const [form, setForm] = useState<ClaimForm>({ token, name: '', email: '', password: '', again: '' });
  const [checked, setChecked] = useState(false);
  // From the first try on the form answers while one types: an error must not outlive its cause.
  const errors = checked ? checkClaim(form) : {};
  const errorOf = (field: keyof ClaimForm) => errors[field] ?? fieldError(problem, field);
  const bind = (field: keyof ClaimForm) => ({
    name: field,
    value: form[field],
    required: true,
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      setForm({ ...form, [field]: event.target.value });
    },
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    const [first] = Object.keys(checkClaim(form));
    const control = first === undefined ? null : event.currentTarget.elements.namedItem(first);
    if (control instanceof HTMLElement) control.focus();
    if (first !== undefined || busy) return;
    onSubmit({
      token: form.token.trim(),
      name: form.name.trim(),
      email: form.email.trim(),
      password: form.password,
    });
  };

  const askToken = token === '' || errorOf('token') !== undefined || problem?.code === 'claim.token_invalid';
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {problem !== null && <ProblemNotice error={problem} hideFields />}
      {askToken ? (
        <Field label={words.token} hint={words.tokenHint} error={errorOf('token')}>
          {(control) => <input {...control} {...bind('token')} autoComplete="off" spellCheck={false} />}
        </Field>
      ) : (
        <Notice tone="ok" title={words.tokenTaken} />
      )}
      <Field label={words.name} error={errorOf('name')}>
        {(control) => <input {...control} {...bind('name')} autoComplete="name" />}
      </Field>
      <Field label={words.email} hint={words.emailHint} error={errorOf('email')}>
        {(control) => <input {...control} {...bind('email')} type="email" autoComplete="username" />}
      </Field>
      <Field
        label={words.password}
        after={<PasswordMeter length={form.password.length} />}
        error={errorOf('password')}
      >
        {(control) => (
          <input {...control} {...bind('password')} type="password" autoComplete="new-password" />
        )}
      </Field>
      <Field label={words.again} error={errorOf('again')}>
        {(control) => <input {...control} {...bind('again')} type="password" autoComplete="new-password" />}
      </Field>
      <Button type="submit" look="primary" busy={busy}>
        {words.submit}
      </Button>
    </form>
  );
}
