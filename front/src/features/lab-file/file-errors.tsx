import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import type { FieldProblem } from '../../lib/problem.ts';
import { messages } from './messages.ts';
import styles from './check-result.module.css';

interface FileErrorsProps {
  errors: readonly FieldProblem[];
  onGoTo: (line: number) => void;
}

/** Every single thing that is wrong with the file, each with the way to its line. */
export function FileErrors({ errors, onGoTo }: FileErrorsProps) {
  return (
    <Notice tone="bad" role="alert" title={messages.wrong(errors.length)}>
      <ul className={styles.errors}>
        {errors.map(({ path, message, line, suggestion }) => (
          <li key={`${path} ${message} ${String(line)}`}>
            {line !== undefined && (
              <Button
                small
                aria-label={messages.goTo(line)}
                onClick={() => {
                  onGoTo(line);
                }}
              >
                {messages.line(line)}
              </Button>
            )}
            <span>
              {path !== '' && <code>{path}</code>}{' '}
              {suggestion === undefined ? message : `${ended(message)} ${suggestion}`}
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** What follows is a sentence of its own. */
const ended = (message: string): string => (/[.!?…]$/.test(message) ? message : `${message}.`);
