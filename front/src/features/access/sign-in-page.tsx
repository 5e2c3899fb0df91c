import { useState, type SubmitEvent } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useSignIn } from './api.ts';
import { EntryFrame } from './entry-frame.tsx';
import { messages } from './messages.ts';
import { isServerPath, nextPath } from './next-path.ts';
import styles from './entry-frame.module.css';

const words = messages.signIn;

export function SignInPage() {
  const [parameters] = useSearchParams();
  const next = nextPath(parameters.get('next'), location.origin);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const signIn = useSignIn();
  const navigate = useNavigate();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const incomplete = email.trim() === '' || password === '';
    setMissing(incomplete);
    if (incomplete || signIn.isPending) return;
    signIn.mutate(
      { email: email.trim(), password },
      {
        onSuccess: () => {
          if (isServerPath(next)) location.assign(next);
          else void navigate(next, { replace: true });
        },
      },
    );
  };

  return (
    <EntryFrame title={words.title} lead={next === '/' ? undefined : words.next}>
      <form className={styles.form} onSubmit={submit} noValidate>
        {signIn.isError && <ProblemNotice error={signIn.error} />}
        <Field label={words.email} error={missing ? words.missing : undefined}>
          {(control) => (
            <input
              {...control}
              type="email"
              autoComplete="username"
              value={email}
              onChange={(event) => {
                setEmail(event.target.value);
              }}
            />
          )}
        </Field>
        <Field label={words.password}>
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => {
                setPassword(event.target.value);
              }}
            />
          )}
        </Field>
        <Button type="submit" look="primary" busy={signIn.isPending}>
          {words.submit}
        </Button>
        <p className={styles.small}>{words.forgot}</p>
      </form>
    </EntryFrame>
  );
}
