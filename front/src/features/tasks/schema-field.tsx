import { Field as Labelled, type ControlProps } from '../../components/field.tsx';
import { CheckList } from './check-list.tsx';
import { messages } from './messages.ts';
import type { Field, FieldValue, TextField } from './schema/field.ts';
import styles from './task-form.module.css';

interface SchemaFieldProps {
  field: Field;
  value: FieldValue;
  error: string | undefined;
  /** Of the input that the field chooses from; undefined: not known (yet). */
  columns: readonly string[] | undefined;
  onChange: (value: FieldValue) => void;
}

const asText = (value: FieldValue): string => (typeof value === 'string' ? value : '');
const asList = (value: FieldValue): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

/** The control that fits one parameter. */
export function SchemaField(props: SchemaFieldProps) {
  const { field, error, columns } = props;
  if (field.kind === 'boolean') return <BooleanControl {...props} />;
  if (field.kind === 'list') {
    const choices = field.choices ?? columns?.map((column) => ({ json: column, label: column }));
    if (choices !== undefined) {
      return (
        <CheckList
          name={field.name}
          title={field.title}
          hint={hintOf(field)}
          optional={isOptional(field)}
          error={error}
          choices={choices}
          value={asList(props.value)}
          onChange={props.onChange}
        />
      );
    }
  }
  const hint = hintOf(field, columns);
  return (
    <Labelled label={field.title} optional={isOptional(field)} error={error} {...(hint !== '' && { hint })}>
      {(control) => <Control {...props} control={control} />}
    </Labelled>
  );
}

/** What has a default is not asked for: only what may stay empty is called optional. */
const isOptional = ({ required, initial }: Field): boolean => !required && initial.toString() === '';

function hintOf(field: Field, columns?: readonly string[]): string {
  const notes = [field.description];
  if (field.kind === 'list' && field.choices === undefined && columns === undefined)
    notes.push(messages.list);
  if (field.kind === 'json') notes.push(messages.json);
  if ('columnOf' in field && field.columnOf !== undefined && columns === undefined)
    notes.push(messages.needsTable);
  return notes.filter(Boolean).join(' ');
}

function BooleanControl({ field, value, error, onChange }: SchemaFieldProps) {
  return (
    <Labelled
      label={field.title}
      error={error}
      {...(field.description !== '' && { hint: field.description })}
    >
      {(control) => (
        <span className={styles.check}>
          <input
            {...control}
            name={field.name}
            type="checkbox"
            checked={value === true}
            onChange={({ target }) => {
              onChange(target.checked);
            }}
          />
          {messages.yes}
        </span>
      )}
    </Labelled>
  );
}

function Control({ field, value, columns, control, onChange }: SchemaFieldProps & { control: ControlProps }) {
  const bind = { ...control, name: field.name, value: asText(value) };
  const typed = ({ target }: { target: { value: string } }) => {
    onChange(target.value);
  };
  switch (field.kind) {
    case 'choice':
      return <Choices {...bind} choices={field.choices} empty={field.initial === ''} onChange={onChange} />;
    case 'text':
      return columns === undefined ? (
        <input {...bind} {...lengths(field)} autoComplete="off" onChange={typed} />
      ) : (
        <Choices
          {...bind}
          choices={columns.map((column) => ({ json: column, label: column }))}
          empty
          onChange={onChange}
        />
      );
    case 'number':
      return (
        <input
          {...bind}
          inputMode={field.integer ? 'numeric' : 'decimal'}
          autoComplete="off"
          onChange={typed}
        />
      );
    case 'json':
      return <textarea {...bind} rows={4} spellCheck={false} className={styles.code} onChange={typed} />;
    case 'list':
      return (
        <textarea
          {...bind}
          value={asList(value).join('\n')}
          rows={Math.min(Math.max(asList(value).length + 1, 3), 8)}
          spellCheck={false}
          onChange={({ target }) => {
            onChange(target.value.split('\n'));
          }}
        />
      );
    case 'boolean':
      return null;
  }
}

const lengths = ({ maxLength }: TextField) => (maxLength === undefined ? {} : { maxLength });

interface ChoicesProps extends ControlProps {
  name: string;
  value: string;
  choices: readonly { json: string; label: string }[];
  /** May nothing be chosen? */
  empty: boolean;
  onChange: (value: string) => void;
}

function Choices({ choices, empty, onChange, ...control }: ChoicesProps) {
  return (
    <select
      {...control}
      onChange={({ target }) => {
        onChange(target.value);
      }}
    >
      {empty && <option value="">{messages.unset}</option>}
      {choices.map(({ json, label }) => (
        <option key={json} value={json}>
          {label}
        </option>
      ))}
    </select>
  );
}
