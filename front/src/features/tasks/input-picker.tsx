import { Link } from 'react-router';
import { Field } from '../../components/field.tsx';
import { formatBytes, formatDateTime } from '../../lib/format.ts';
import type { Resource, TaskInput } from '../../lib/glab.ts';
import { pickableCount } from './api.ts';
import { messages } from './messages.ts';

interface InputPickerProps {
  input: TaskInput;
  /** Newest first. */
  resources: readonly Resource[];
  more: boolean;
  value: string;
  error: string | undefined;
  onChange: (resourceId: string) => void;
}

export function InputPicker({ input, resources, more, value, error, onChange }: InputPickerProps) {
  const fitting = resources.filter(({ kind }) => input.kind === 'file' || kind === 'table');
  const none = fitting.length === 0;
  const hint = none ? (
    <>
      {messages.noneFits} <Link to="/">{messages.toUpload}</Link>
    </>
  ) : more ? (
    messages.newestOnly(pickableCount)
  ) : undefined;
  return (
    <Field label={input.title} optional={!input.required} error={error} {...(hint !== undefined && { hint })}>
      {(control) => (
        <select
          {...control}
          name={`input:${input.name}`}
          value={value}
          disabled={none}
          onChange={({ target }) => {
            onChange(target.value);
          }}
        >
          <option value="">{messages.pick}</option>
          {fitting.map(({ id, name, size, created_at }) => (
            <option key={id} value={id}>
              {`${name} · ${formatBytes(size)} · ${formatDateTime(created_at)}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
