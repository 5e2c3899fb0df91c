import { useState, type SubmitEvent } from 'react';
import type { NewTokenReply } from 'lab-manager/contract';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useNewToken } from './api.ts';
import { messages } from './messages.ts';
import styles from './tokens-page.module.css';

const words = messages.tokens;

export function NewTokenForm({ onMade }: { onMade: (token: NewTokenReply) => void }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState(90);
  const [unnamed, setUnnamed] = useState(false);
  const make = useNewToken();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setUnnamed(name.trim() === '');
    if (name.trim() === '' || make.isPending) return;
    make.mutate(
      { name: name.trim(), days },
      {
        onSuccess: (token) => {
          setName('');
          onMade(token);
        },
      },
    );
  };

  return (
    <>
      <form className={styles.form} onSubmit={submit} noValidate>
        <Field label={words.name} hint={words.nameHint} error={unnamed ? words.nameMissing : undefined}>
          {(control) => (
            <input
              {...control}
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => {
                setName(event.target.value);
              }}
            />
          )}
        </Field>
        <Field label={words.days}>
          {(control) => (
            <select
              {...control}
              value={days}
              onChange={(event) => {
                setDays(Number(event.target.value));
              }}
            >
              {Object.entries(words.dayChoices).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button type="submit" look="primary" busy={make.isPending}>
          {words.make}
        </Button>
      </form>
      {make.isError && <ProblemNotice error={make.error} />}
    </>
  );
}
