import { Field } from '../../components/field.tsx';
import { messages } from './messages.ts';

const words = messages.work;
export type WorkChoice = keyof typeof words.choices;

const daySeconds = 86_400;

/** As the API takes it. */
export const workOf = (choice: WorkChoice): { waitForWork?: number } =>
  choice === 'refuse' ? {} : { waitForWork: choice === 'wait' ? daySeconds : 0 };

interface WorkFieldProps {
  choice: WorkChoice;
  onChoose: (choice: WorkChoice) => void;
}

/** What becomes of work that runs in what is stopped. */
export function WorkField({ choice, onChoose }: WorkFieldProps) {
  return (
    <Field label={words.label}>
      {(control) => (
        <select
          {...control}
          value={choice}
          onChange={(event) => {
            onChoose(event.target.value as WorkChoice);
          }}
        >
          {Object.entries(words.choices).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
