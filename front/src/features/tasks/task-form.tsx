import { useState, type SubmitEvent } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { fieldError, type Problem } from '../../lib/problem.ts';
import type { Resource, Task } from '../../lib/glab.ts';
import type { ScenarioRequest } from './api.ts';
import { InputPicker } from './input-picker.tsx';
import { messages } from './messages.ts';
import { SchemaField } from './schema-field.tsx';
import { fieldsOf, toFieldValue } from './schema/read-schema.ts';
import { toParameters, type Values } from './schema/to-parameters.ts';
import styles from './task-form.module.css';

export interface TaskStart {
  inputs: Readonly<Record<string, string>>;
  parameters: Readonly<Record<string, unknown>>;
}

interface TaskFormProps {
  task: Task;
  start: TaskStart;
  resources: readonly Resource[];
  moreResources: boolean;
  /** Columns of the chosen inputs, by input, as far as they are known. */
  columnsOf: (resourceId: string) => readonly string[] | undefined;
  busy: boolean;
  problem: Problem | null;
  onInputs: (resourceIds: readonly string[]) => void;
  onRun: (request: ScenarioRequest) => void;
}

export function TaskForm(props: TaskFormProps) {
  const { task, start, problem, busy } = props;
  const [fields] = useState(() => fieldsOf(task.parameters));
  const [inputs, setInputs] = useState<Readonly<Record<string, string>>>(start.inputs);
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(
      fields.map((field) => [field.name, toFieldValue(field, start.parameters[field.name])]),
    ),
  );
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});

  const choose = (name: string, resourceId: string) => {
    const next = { ...inputs, [name]: resourceId };
    setInputs(next);
    props.onInputs(Object.values(next).filter((id) => id !== ''));
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const read = toParameters(fields, values);
    const missing = task.inputs.filter(({ name, required }) => required && !inputs[name]);
    const found = {
      ...Object.fromEntries(missing.map(({ name }) => [`input:${name}`, messages.errors.input])),
      ...read.errors,
    };
    setErrors(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      focusFirst(event.currentTarget, first);
      return;
    }
    const given = Object.entries(inputs).filter(([, id]) => id !== '');
    if (!busy) props.onRun({ task: task.id, inputs: Object.fromEntries(given), parameters: read.parameters });
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Card title={messages.inputs} {...(task.inputs.length === 0 && { lead: messages.noInputs })}>
        {task.inputs.length > 0 && (
          <div className={styles.fields}>
            {task.inputs.map((input) => (
              <InputPicker
                key={input.name}
                input={input}
                resources={props.resources}
                more={props.moreResources}
                value={inputs[input.name] ?? ''}
                error={errors[`input:${input.name}`]}
                onChange={(id) => {
                  choose(input.name, id);
                }}
              />
            ))}
          </div>
        )}
      </Card>
      <Card title={messages.parameters} {...(fields.length === 0 && { lead: messages.noParameters })}>
        {fields.length > 0 && (
          <div className={styles.fields}>
            {fields.map((field) => {
              const input =
                'columnOf' in field && field.columnOf !== undefined ? inputs[field.columnOf] : undefined;
              return (
                <SchemaField
                  key={field.name}
                  field={field}
                  value={values[field.name] ?? field.initial}
                  error={errors[field.name] ?? fieldError(problem, field.name)}
                  columns={input === undefined ? undefined : props.columnsOf(input)}
                  onChange={(value) => {
                    setValues({ ...values, [field.name]: value });
                  }}
                />
              );
            })}
          </div>
        )}
      </Card>
      {problem !== null && <ProblemNotice error={problem} />}
      <div className={styles.foot}>
        <Button type="submit" look="primary" icon="play" busy={busy}>
          {messages.run}
        </Button>
        <span className={styles.hint}>
          {messages.result(task.outputs.map(({ title }) => title).join(', '))}
        </span>
      </div>
    </form>
  );
}

function focusFirst(form: HTMLFormElement, name: string): void {
  const control = form.elements.namedItem(name);
  if (control instanceof HTMLElement) control.focus();
  else if (control instanceof RadioNodeList && control[0] instanceof HTMLElement) control[0].focus();
}
