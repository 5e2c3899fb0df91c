import { useId } from 'react';
import { Icon } from '../../components/icon.tsx';
import styles from './task-form.module.css';

interface CheckListProps {
  name: string;
  title: string;
  hint: string;
  optional: boolean;
  error: string | undefined;
  choices: readonly { json: string; label: string }[];
  /** In the order in which they were chosen: it is the order of the result. */
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}

export function CheckList({ name, title, hint, optional, error, choices, value, onChange }: CheckListProps) {
  const id = useId();
  const toggle = (json: string, checked: boolean) => {
    onChange(checked ? [...value, json] : value.filter((chosen) => chosen !== json));
  };
  // What another table's columns left chosen stays visible, so that it can be taken away.
  const strangers = value.filter((chosen) => !choices.some(({ json }) => json === chosen));
  return (
    <fieldset
      className={styles.group}
      aria-describedby={`${id}-notes`}
      aria-invalid={error !== undefined || undefined}
    >
      <legend>
        {title}
        {optional && <span className={styles.optional}> (optional)</span>}
      </legend>
      <div id={`${id}-notes`}>
        {hint !== '' && <p className={styles.hint}>{hint}</p>}
        {error !== undefined && (
          <p className={styles.error}>
            <Icon name="alert" /> {error}
          </p>
        )}
      </div>
      <div className={styles.choices}>
        {[...choices, ...strangers.map((json) => ({ json, label: json }))].map(({ json, label }) => (
          <label key={json} className={styles.check}>
            <input
              type="checkbox"
              name={name}
              checked={value.includes(json)}
              onChange={({ target }) => {
                toggle(json, target.checked);
              }}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
