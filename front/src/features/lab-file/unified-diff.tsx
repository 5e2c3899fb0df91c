import { messages } from './messages.ts';
import styles from './check-result.module.css';

/** A text diff; `+` and `-` say what the colours repeat. */
export function UnifiedDiff({ text }: { text: string }) {
  const lines = text.split('\n').filter((line) => !/^(\\|Index:|===)/.test(line));
  if (!lines.some((line) => /^[+-]/.test(line))) return <p>{messages.noDiff}</p>;
  return (
    <pre className={styles.diff} tabIndex={0} aria-label={messages.diff}>
      {lines.map((line, index) => (
        // Lines have no other identity than their place.
        <DiffLine key={index} line={line} />
      ))}
    </pre>
  );
}

function DiffLine({ line }: { line: string }) {
  if (/^(\+\+\+|---|@@)/.test(line)) return <span className={styles.head}>{line}</span>;
  if (line.startsWith('+')) return <ins>{line}</ins>;
  if (line.startsWith('-')) return <del>{line}</del>;
  return <span>{line === '' ? ' ' : line}</span>;
}
