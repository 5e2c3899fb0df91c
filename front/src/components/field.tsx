import { useId, type ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './field.module.css';

export interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** Below the control, and part of its description. */
  after?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  children: (control: ControlProps) => ReactNode;
}

/** A label, its control, a hint and what is wrong: tied together for those who can't see the page. */
export function Field({ label, hint, after, error, optional = false, children }: FieldProps) {
  const id = useId();
  const described = [
    hint !== undefined && `${id}-hint`,
    after !== undefined && `${id}-after`,
    error !== undefined && `${id}-error`,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {optional && <span className={styles.optional}> (optional)</span>}
      </label>
      {hint !== undefined && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {after !== undefined && <div id={`${id}-after`}>{after}</div>}
      {error !== undefined && (
        <p id={`${id}-error`} className={styles.error}>
          <Icon name="alert" /> {error}
        </p>
      )}
    </div>
  );
}
